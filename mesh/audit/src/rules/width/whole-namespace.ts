import { principalOf } from '../../world/workload.ts'
import { attemptsOf, letsIn, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const wholeNamespace: Rule = {
  code: 'STOA304',
  severity: 'warning',
  summary: 'An ALLOW rule trusts a whole namespace',
  why: 'Whoever may start a pod in that namespace, under any service account, may call.',
  mend: 'Name the service accounts of that namespace that have to call.',
  check: (world) =>
    valuesOf(world, ['namespaces', 'principals'], 'ALLOW')
      .filter(({ written, value }) => !written.negated && value !== '*')
      .flatMap((one) => {
        const namespace = namespaceIn(one.written.field, one.value)
        if (namespace === undefined) return []
        const { trustDomain } = world.mesh.settings
        const caller = principalOf(trustDomain, namespace.replaceAll('*', 'any'), 'newcomer')
        const shown = attemptsOf(world, one, caller).find(letsIn)?.shown
        if (shown === undefined) return []
        const message = `lets in every workload of the namespace ${namespace}`
        return [found(one.policy, one.at, message, { demonstration: shown })]
      }),
}

/** The namespace that a value stands for as a whole. */
function namespaceIn(field: string, value: string): string | undefined {
  if (field === 'namespaces') return value
  const [, ns, namespace, sa, account] = value.split('/')
  const whole = ns === 'ns' && (sa === 'sa' ? account === '*' : sa === '*' || namespace === '*')
  return whole ? namespace : undefined
}
