import { isDryRun } from '@stoa/mesh/policy'
import type { World } from '../../world/world.ts'
import { attemptsOf, type Case, casesOf } from '../cases.ts'
import { type Found, found } from '../rule.ts'
import { covers } from './covers.ts'

/** Rules of an action that another one of the same action makes needless wherever they count. */
export function shadowedOf(world: World, action: 'ALLOW' | 'DENY'): readonly Found[] {
  const cases = casesOf(world, action).filter(({ policy }) => !isDryRun(policy))
  const byPolicy = Map.groupBy(cases, ({ policy }) => policy)
  const atFirst = Map.groupBy(
    cases.flatMap((one) =>
      world
        .reachedBy(one.policy)
        .slice(0, 1)
        .map((workload) => ({ one, workload })),
    ),
    ({ workload }) => workload,
  )
  return [...atFirst].flatMap(([workload, near]) => {
    const here = world.meshOf(workload).AuthorizationPolicy
    const others = here.flatMap((policy) => byPolicy.get(policy) ?? [])
    return near.flatMap(({ one }) => {
      const wide = others.find((other) => makesNeedless(world, other, one, others))
      if (wide === undefined) return []
      const at = wide.policy.locate(wide.rule.path)
      return [
        found(one.policy, one.rule.path, `${at.file}:${at.line} says all that it says`, {
          demonstration: attemptsOf(world, one)[0]?.shown,
        }),
      ]
    })
  })
}

function makesNeedless(world: World, wide: Case, narrow: Case, all: readonly Case[]): boolean {
  if (wide.rule === narrow.rule || !covers(wide.rule, narrow.rule)) return false
  const reached = new Set(world.reachedBy(wide.policy))
  if (!world.reachedBy(narrow.policy).every((workload) => reached.has(workload))) return false
  // Of two that say the same, the second is needless.
  const same = covers(narrow.rule, wide.rule)
  return !same || all.indexOf(wide) < all.indexOf(narrow)
}
