import type { MeshModel } from '@stoa/mesh/policy'
import { unknownPrincipal } from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { isIdentity, matchesCaller } from '../context/identity-match.ts'
import { allClauses, rulesOf } from '../context/policies.ts'
import { keyOf, type Workload } from '../context/workload.ts'
import type { CallerKind } from './row.ts'

export interface Caller {
  readonly kind: CallerKind
  readonly name: string
  /** The principal in the caller's certificate; null without a certificate. */
  readonly principal: string | null
  readonly workload?: Workload
}

export const anonymousCaller: Caller = {
  kind: 'anonymous',
  name: 'a caller without a certificate',
  principal: null,
}
export const externalCaller: Caller = {
  kind: 'outside',
  name: 'an external client',
  principal: null,
}

/** All callers of a sidecar: the workloads, the external principals that policies name, an unknown identity, and no identity. */
export const callersOf = ({ inventory, mesh }: AuditContext): readonly Caller[] => [
  ...inventory.workloads.map(
    (workload): Caller => ({
      kind: workload.kind === 'gateway' ? 'edge' : 'service',
      name: keyOf(workload),
      principal: workload.kind === 'bare' ? null : workload.principal,
      workload,
    }),
  ),
  ...inventory.externalPrincipals.map(
    (principal): Caller => ({ kind: 'identity', name: principal, principal }),
  ),
  { kind: 'stranger', name: 'an identity in another namespace', principal: unknownPrincipal(mesh) },
  anonymousCaller,
]

/** Groups callers that no policy of the mesh model distinguishes. */
export function equivalentCallers(
  mesh: MeshModel,
  callers: readonly Caller[],
): readonly (readonly Caller[])[] {
  const values = new Map<string, (principal: string | null) => boolean>()
  for (const policy of mesh.AuthorizationPolicy)
    for (const clause of rulesOf(policy, mesh).flatMap(allClauses).filter(isIdentity))
      for (const value of [...clause.values, ...clause.negatedValues]) {
        const scope = clause.field === 'serviceAccounts' ? policy.namespace : ''
        values.set(`${clause.field} ${scope} ${value}`, (principal) =>
          matchesCaller(clause.field, value, principal, policy.namespace),
        )
      }
  const tests = [...values.values()]
  const signature = ({ principal, kind }: Caller) =>
    `${principal === null} ${kind === 'edge'} ${tests.map((test) => (test(principal) ? 1 : 0)).join('')}`
  return [...Map.groupBy(callers, signature).values()]
}
