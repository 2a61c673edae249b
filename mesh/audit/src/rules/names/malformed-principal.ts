import { identityOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction, witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const malformedPrincipal: Rule = {
  code: 'STOA408',
  severity: 'warning',
  summary: 'A principal does not have the form of an Istio identity',
  why: 'A bare name or a Kubernetes user name never equals the identity in a mesh certificate.',
  fix: 'Write `cluster.local/ns/NAMESPACE/sa/ACCOUNT`.',
  check: (context) =>
    valuesOf(context, ['principals'], ...everyAction)
      .filter(({ value }) => !value.includes('*') && !value.startsWith('spiffe://'))
      .filter(({ value }) => identityOf(value) === undefined)
      .map((scoped) => {
        const account = scoped.value.split(/[/:@]/).at(-1) ?? ''
        const intended = context.inventory.workloads.find(
          ({ serviceAccount }) => serviceAccount === account,
        )
        const [witness] = intended ? witnessRequests(context, scoped, intended.principal) : []
        const hint = intended ? `; did you mean ${intended.principal}?` : ''
        return resultAt(scoped.policy, scoped.at, `${scoped.value} is not a mesh identity${hint}`, {
          evidence: witness?.evidence,
        })
      }),
}
