import { effectiveMtls } from '@stoa/mesh/policy'
import { basicAccessRequest } from '../../context/access-request.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const unknownMtlsPort: Rule = {
  code: 'STOA108',
  severity: 'warning',
  summary: 'A port-level mTLS mode names a port on which the workload does not listen',
  why: 'Port-level modes apply to container ports, not to Service ports. This mode never takes effect.',
  fix: 'Write the containerPort.',
  check: (context) =>
    context.mesh.PeerAuthentication.flatMap((policy) =>
      Object.entries(policy.spec.portLevelMtls ?? {}).flatMap(([port, { mode }]) => {
        const reached = context.appliesTo(policy).filter(({ source }) => source !== 'policies')
        const [first] = reached
        const exists = reached.some(({ ports }) =>
          ports.some(({ number }) => number === Number(port)),
        )
        if (first === undefined || exists) return []
        const real = first.ports.find(({ servicePorts }) => servicePorts.includes(Number(port)))
        const targetPort = real && context.targetPortOf(first, real)
        const hint = real ? `; the Service forwards it to ${real.number}` : ''
        const effective = effectiveMtls(context.meshFor(first), first, real?.number).mode
        return [
          resultAt(
            policy,
            ['spec', 'portLevelMtls', port],
            `mode ${mode} for port ${port} never takes effect${hint}; the effective mode is ${effective}`,
            {
              evidence:
                targetPort &&
                requestEvidence(context, targetPort, basicAccessRequest(targetPort, null)),
            },
          ),
        ]
      }),
    ),
}
