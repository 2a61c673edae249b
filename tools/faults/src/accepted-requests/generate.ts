import { seededRandom } from '@stoa/load'
import fc from 'fast-check'
import { bodies } from './bodies.ts'
import { operations } from './operations.ts'
import { plans, type Sent, type Targets } from './plans.ts'

export interface Generated {
  readonly name: string
  readonly body: unknown
  /** The request to send now; undefined when it lacks its target. */
  readonly send: (targets: Targets) => Sent | undefined
}

/** Requests to every operation in the shares of their plans, mixed; the same ones for the same seed. */
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
  const random = seededRandom(seed)
  return all
    .toSorted((a, b) => a.at - b.at)
    .map(({ name, plan, body }) => {
      const own = Math.floor(random() * 2 ** 32)
      const send = (targets: Targets) => plan.send(body as never, targets, seededRandom(own))
      return { name, body, send }
    })
}
