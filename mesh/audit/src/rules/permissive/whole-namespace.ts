import { principalOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const wholeNamespace: Rule = {
  code: 'STOA304',
  severity: 'warning',
  summary: 'An ALLOW rule trusts a whole namespace',
  why: 'Anyone who may start a pod in that namespace, under any service account, may call this workload.',
  fix: 'Name the service accounts that need to call.',
  check: (context) =>
    valuesOf(context, ['namespaces', 'principals'], 'ALLOW')
      .filter(({ written, value }) => !written.negated && value !== '*')
      .flatMap((scoped) => {
        const namespace = namespaceIn(scoped.written.field, scoped.value)
        if (namespace === undefined) return []
        const { trustDomain } = context.mesh.settings
        const caller = principalOf(trustDomain, namespace.replaceAll('*', 'any'), 'new-workload')
        const evidence = witnessRequests(context, scoped, caller).find(isAllowed)?.evidence
        if (evidence === undefined) return []
        const message = `allows every workload in the namespace ${namespace}`
        return [resultAt(scoped.policy, scoped.at, message, { evidence })]
      }),
}

/** The namespace, if the value matches every identity in it. */
function namespaceIn(field: string, value: string): string | undefined {
  if (field === 'namespaces') return value
  const [, ns, namespace, sa, account] = value.split('/')
  const whole = ns === 'ns' && (sa === 'sa' ? account === '*' : sa === '*' || namespace === '*')
  return whole ? namespace : undefined
}
