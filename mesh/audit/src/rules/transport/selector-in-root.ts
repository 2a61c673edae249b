import { effectiveMtls, hasSelector } from '@stoa/mesh/policy'
import { basicAccessRequest } from '../../context/access-request.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const selectorInRoot: Rule = {
  code: 'STOA102',
  severity: 'warning',
  summary: 'A PeerAuthentication in the root namespace has a selector, so Istio ignores it',
  why: 'In the root namespace, Istio honours only the PeerAuthentication without a selector. The mode written here never takes effect.',
  fix: 'Move the policy to the namespace of the workloads that it selects.',
  check: (context) =>
    context.mesh.PeerAuthentication.filter(
      ({ namespace, spec }) =>
        namespace === context.mesh.settings.rootNamespace && hasSelector(spec),
    ).map((policy) => {
      const [selected] = context.appliesTo(policy)
      const port = selected?.ports[0]
      const targetPort = selected && port ? context.targetPortOf(selected, port) : undefined
      const effective = selected && effectiveMtls(context.meshFor(selected), selected).mode
      const hint = effective ? `; the effective mode is ${effective}` : ''
      return resultAt(policy, ['spec', 'selector'], `Istio ignores its selector and mode${hint}`, {
        evidence:
          targetPort && requestEvidence(context, targetPort, basicAccessRequest(targetPort, null)),
      })
    }),
}
