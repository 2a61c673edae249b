import { type DestinationRule, effectiveMtls, qualifyHost, type Resource } from '@stoa/mesh/policy'
import { basicAccessRequest } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf } from '../../context/workload.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const clientDisablesMtls: Rule = {
  code: 'STOA104',
  severity: 'error',
  summary: 'A DestinationRule turns off mutual TLS towards a workload in the mesh',
  why: 'If the workload is STRICT, every call fails. If it is not, calls are sent without a client identity, and possibly unencrypted.',
  fix: 'Set `tls.mode` to ISTIO_MUTUAL, or remove the setting.',
  check: (context) =>
    context.mesh.DestinationRule.flatMap((rule) =>
      tlsOf(rule).flatMap(({ mode, path, port }) => {
        if (mode === 'ISTIO_MUTUAL') return []
        const workload = context.inventory.workloads.find(
          (workload) =>
            workload.kind === 'sidecar' && workload.hosts.some((host) => appliesToHost(rule, host)),
        )
        const targetPort =
          workload &&
          targetPortsOf(context, workload).find(
            (target) => port === undefined || target.port.servicePorts.includes(port),
          )
        if (workload === undefined || targetPort === undefined) return []
        const strict =
          effectiveMtls(targetPort.mesh, workload, targetPort.port.number).mode === 'STRICT'
        const effect = strict ? 'every call fails' : 'calls carry no client identity'
        return [
          resultAt(rule, path, `tls.mode ${mode} towards ${keyOf(workload)}: ${effect}`, {
            severity: strict ? 'error' : 'warning',
            evidence: requestEvidence(context, targetPort, basicAccessRequest(targetPort, null)),
          }),
        ]
      }),
    ),
}

const targetPortsOf = (
  context: AuditContext,
  workload: AuditContext['inventory']['workloads'][number],
) => workload.ports.map((port) => context.targetPortOf(workload, port))

function tlsOf({ spec }: Resource<DestinationRule>) {
  const { trafficPolicy, subsets = [] } = spec
  const levels = [
    { policy: trafficPolicy, path: ['spec', 'trafficPolicy'] as readonly (string | number)[] },
    ...subsets.map((subset, index) => ({
      policy: subset.trafficPolicy,
      path: ['spec', 'subsets', index, 'trafficPolicy'],
    })),
  ]
  return levels.flatMap(({ policy, path }) => [
    ...(policy?.tls
      ? [{ mode: policy.tls.mode, path: [...path, 'tls', 'mode'], port: undefined }]
      : []),
    ...(policy?.portLevelSettings ?? []).flatMap(({ tls, port }, index) =>
      tls
        ? [
            {
              mode: tls.mode,
              path: [...path, 'portLevelSettings', index, 'tls', 'mode'],
              port: port.number,
            },
          ]
        : [],
    ),
  ])
}

const appliesToHost = ({ spec, namespace }: Resource<DestinationRule>, host: string): boolean => {
  const wanted = qualifyHost(spec.host, namespace)
  return wanted.startsWith('*') ? host.endsWith(wanted.slice(1)) : wanted === host
}
