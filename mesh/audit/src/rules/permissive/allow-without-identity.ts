import { unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, scopedRules, witnessRequests } from '../scoped-rules.ts'
import { valueListsIn } from '../value-lists.ts'

const identities = [
  'principals',
  'namespaces',
  'serviceAccounts',
  'trustDomains',
  'requestPrincipals',
]
const isToken = (field: string) => field.startsWith('request.auth.')

export const allowWithoutIdentity: Rule = {
  code: 'STOA302',
  severity: 'warning',
  summary: 'An ALLOW rule of a sidecar does not require an identity',
  why: 'Anyone who reaches the pod may send the permitted requests. A path or an IP address does not authenticate the caller.',
  fix: 'Name the callers under `from.source.principals`.',
  check: (context) =>
    scopedRules(context, 'ALLOW')
      .filter(({ targetPorts }) => targetPorts.some(({ workload }) => workload.kind === 'sidecar'))
      .filter(({ rule: { rule } }) => {
        const written = valueListsIn(rule)
        const hasConditions = written.length > 0 && rule.from?.length !== 0 && rule.to?.length !== 0
        return (
          hasConditions &&
          !written.some(({ field }) => identities.includes(field) || isToken(field))
        )
      })
      .map((scoped) => {
        const sidecars = scoped.targetPorts.filter(({ workload }) => workload.kind === 'sidecar')
        const witnesses = witnessRequests(
          context,
          { ...scoped, targetPorts: sidecars },
          unknownPrincipal(context.mesh),
        )
        return resultAt(
          scoped.policy,
          scoped.rule.path,
          'allows requests without checking who the caller is',
          {
            evidence: witnesses.find(isAllowed)?.evidence,
          },
        )
      }),
}
