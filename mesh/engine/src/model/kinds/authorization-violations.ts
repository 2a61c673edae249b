import type { Path } from '../path.ts'
import type { Violation } from './violations.ts'

/** The fields of a rule that the checks across its fields read. */
export interface CheckedRule {
  readonly from?:
    | readonly { readonly source: Readonly<Record<string, readonly string[] | undefined>> }[]
    | undefined
  readonly when?: readonly { readonly key: string }[] | undefined
}

const withServiceAccounts = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces']

/** A violation between the fields of a rule. */
export function ruleViolation({ from = [] }: CheckedRule): Violation | undefined {
  const index = from.findIndex(({ source }) => {
    const has = (fields: readonly string[]) =>
      fields.some((field) => (source[field] ?? []).length > 0)
    return has(['serviceAccounts', 'notServiceAccounts']) && has(withServiceAccounts)
  })
  if (index < 0) return undefined
  return {
    path: ['from', index, 'source'],
    message: 'cannot set serviceAccounts with namespaces or principals',
  }
}

// CUSTOM policies are evaluated before tokens, and Istio does not let them depend on the caller.
const notSupportedByCustom = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
]
const keyNotSupportedByCustom =
  /^(source\.(namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/

/**
 * A violation of a CUSTOM policy, which needs rules and a provider and must not match on the
 * caller.
 */
export function customViolation(
  rules: readonly CheckedRule[] | undefined,
  provider: string | undefined,
): Violation | undefined {
  if (rules === undefined || rules.length === 0)
    return {
      path: ['rules'],
      message: 'CUSTOM action without `rules` is meaningless as it will never be triggered',
    }
  if (!provider) return { path: ['provider'], message: '`provider.name` must not be empty' }
  for (const [index, { from = [], when = [] }] of rules.entries()) {
    const refuse = (path: Path, name: string): Violation => ({
      path: ['rules', index, ...path],
      message: `${name} is currently not supported with CUSTOM action`,
    })
    for (const [at, { source }] of from.entries()) {
      const field = notSupportedByCustom.find((name) => (source[name] ?? []).length > 0)
      if (field !== undefined) return refuse(['from', at, 'source', field], `from.${field}`)
    }
    const at = when.findIndex(({ key }) => keyNotSupportedByCustom.test(key))
    if (at >= 0) return refuse(['when', at, 'key'], when[at]?.key ?? '')
  }
  return undefined
}
