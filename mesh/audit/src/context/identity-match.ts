import type { Clause } from '@stoa/mesh/policy'
import { matchesNamespace, matchesPattern } from './sample.ts'
import { identityOf } from './workload.ts'

export const identityFields = [
  'principals',
  'namespaces',
  'serviceAccounts',
  'trustDomains',
] as const satisfies readonly Clause['field'][]

export type IdentityField = (typeof identityFields)[number]

export const isIdentity = (clause: Clause): clause is Clause & { field: IdentityField } =>
  (identityFields as readonly string[]).includes(clause.field)

/** Whether one value of an identity field matches a caller's principal; a caller without one (null) never matches. */
export function matchesCaller(
  field: IdentityField,
  value: string,
  principal: string | null,
  policyNamespace: string,
): boolean {
  if (principal === null) return false
  if (field === 'principals') return matchesPattern(value, principal)
  const identity = identityOf(principal)
  switch (field) {
    case 'namespaces':
      return identity !== undefined && matchesNamespace(value, identity.namespace)
    case 'trustDomains':
      return identity !== undefined && matchesPattern(value, identity.trustDomain)
    case 'serviceAccounts': {
      const [first = '', second] = value.split('/')
      const [namespace, account] = second === undefined ? [policyNamespace, first] : [first, second]
      return identity?.namespace === namespace && identity.account === account
    }
  }
}
