import fc from 'fast-check'
import { bodies } from './bodies.ts'
import { operations } from './operations.ts'
import { type Plan, plans } from './plans.ts'

export interface Generated {
  readonly name: string
  readonly plan: Plan
  readonly body: unknown
}

/** Bodies of every operation in the shares of their plans, mixed; the same ones for the same seed. */
export function generate(requests: number, seed: number): Generated[] {
  const all = operations().flatMap(({ name, body }) => {
    const plan = plans[name]
    if (!plan)
      throw new Error(`${name} has no plan in plans.ts; add one, so that what it accepts is tested`)
    const numRuns = Math.ceil((requests * plan.share) / 100)
    return fc.sample(bodies(body, plan.fits), { numRuns, seed }).map((one, index) => ({
      ...{ name, plan, body: one, at: (index + 0.5) / numRuns },
    }))
  })
  return all.toSorted((a, b) => a.at - b.at).map(({ name, plan, body }) => ({ name, plan, body }))
}
