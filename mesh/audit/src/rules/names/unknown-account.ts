import { trustDomainsOf } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { identityOf, principalOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction } from '../scoped-rules.ts'
import { evidenceWithValue, valuesOf } from '../value-lists.ts'
import { similarTo } from './similar.ts'

export const unknownAccount: Rule = {
  code: 'STOA401',
  severity: 'warning',
  summary: 'A rule names a service account that does not exist in its namespace',
  why: 'The rule matches no workload, so the intended caller is not allowed, or not denied.',
  fix: 'Write the service account under which the caller runs.',
  check: (context) =>
    context.inventory.known
      ? valuesOf(context, ['principals', 'serviceAccounts'], ...everyAction).flatMap((scoped) => {
          const named = namedBy(
            context,
            scoped.written.field,
            scoped.value,
            scoped.policy.namespace,
          )
          const known = named && context.inventory.accounts.get(named.namespace)
          if (named === undefined || known === undefined || known.has(named.account)) return []
          const intended = similarTo(named.account, known)
          const { trustDomain } = context.mesh.settings
          const instead = intended && principalOf(trustDomain, named.namespace, intended)
          const hint = intended ? `; did you mean ${intended}?` : ''
          const message = `namespace ${named.namespace} has no service account ${named.account}${hint}`
          return [
            resultAt(scoped.policy, scoped.at, message, {
              evidence:
                instead === undefined || scoped.written.field !== 'principals'
                  ? undefined
                  : asCaller(context, scoped, instead),
            }),
          ]
        })
      : [],
}

/** The answer that the probably intended caller gets. */
const asCaller = (
  context: AuditContext,
  scoped: Parameters<typeof evidenceWithValue>[1] & {
    written: Parameters<typeof evidenceWithValue>[2]
  },
  principal: string,
) => evidenceWithValue(context, scoped, scoped.written, principal)

function namedBy({ mesh }: AuditContext, field: string, value: string, own: string) {
  if (value.includes('*')) return undefined
  if (field === 'serviceAccounts') {
    const [first = '', second] = value.split('/')
    return second === undefined
      ? { namespace: own, account: first }
      : { namespace: first, account: second }
  }
  const identity = identityOf(value)
  if (identity === undefined) return undefined
  const ours = [...trustDomainsOf(mesh.settings), 'cluster.local']
  return ours.includes(identity.trustDomain) ? identity : undefined
}
