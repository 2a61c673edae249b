import type { Clause, Question } from '@stoa/mesh/policy'
import { acting, rulesOf } from '../world/policies.ts'
import { type Door, questionFor } from '../world/question.ts'

/**
 * Requests that meet the clauses given: of whom they mean, and of each caller whom an ALLOW rule lets in. Only a
 * caller who may come at all can show what a DENY policy stops, or fails to.
 */
export function basesOf(
  door: Door,
  from: readonly Clause[],
  to: readonly Clause[],
): readonly Question[] {
  const own = questionFor(door, from, to)
  const invited = acting(door.mesh.AuthorizationPolicy, 'ALLOW').flatMap((policy) =>
    rulesOf(policy, door.mesh).flatMap(({ clauses }) =>
      clauses.from.flatMap((source) =>
        clauses.to.flatMap((operation) => {
          const question = questionFor(door, [...from, ...source], [...to, ...operation])
          return question ? [question] : []
        }),
      ),
    ),
  )
  return [...(own ? [own] : []), ...invited]
}
