import type { MeshModel } from '@stoa/mesh/policy'
import { isIdentity, meansCaller } from '../world/identity-match.ts'
import { allClauses, rulesOf } from '../world/policies.ts'
import { strangerOf } from '../world/question.ts'
import { keyOf, type Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import type { CallerKind } from './row.ts'

export interface Caller {
  readonly kind: CallerKind
  readonly name: string
  /** What its certificate says; null without one. */
  readonly principal: string | null
  readonly workload?: Workload
}

export const anonymous: Caller = {
  kind: 'anonymous',
  name: 'somebody without certificate',
  principal: null,
}
export const outside: Caller = { kind: 'outside', name: 'somebody outside', principal: null }

/** Everybody who may stand before a sidecar: what runs, whom policies name, a stranger, somebody without certificate. */
export const callersOf = ({ inventory, mesh }: World): readonly Caller[] => [
  ...inventory.workloads.map(
    (workload): Caller => ({
      kind: workload.kind === 'gateway' ? 'edge' : 'service',
      name: keyOf(workload),
      principal: workload.kind === 'bare' ? null : workload.principal,
      workload,
    }),
  ),
  ...inventory.strangers.map(
    (principal): Caller => ({ kind: 'identity', name: principal, principal }),
  ),
  { kind: 'stranger', name: 'an identity of another namespace', principal: strangerOf(mesh) },
  anonymous,
]

/** Sorts callers into those that no policy of a workload tells apart. */
export function classesOf(
  mesh: MeshModel,
  callers: readonly Caller[],
): readonly (readonly Caller[])[] {
  const values = new Map<string, (principal: string | null) => boolean>()
  for (const policy of mesh.AuthorizationPolicy)
    for (const clause of rulesOf(policy, mesh).flatMap(allClauses).filter(isIdentity))
      for (const value of [...clause.values, ...clause.refused]) {
        const scope = clause.field === 'serviceAccounts' ? policy.namespace : ''
        values.set(`${clause.field} ${scope} ${value}`, (principal) =>
          meansCaller(clause.field, value, principal, policy.namespace),
        )
      }
  const tests = [...values.values()]
  const signature = ({ principal, kind }: Caller) =>
    `${principal === null} ${kind === 'edge'} ${tests.map((test) => (test(principal) ? 1 : 0)).join('')}`
  return [...Map.groupBy(callers, signature).values()]
}
