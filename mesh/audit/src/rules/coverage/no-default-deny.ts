import type { MeshModel } from '@stoa/mesh/policy'
import { hasSelector } from '@stoa/mesh/policy'
import {
  basicAccessRequest,
  type TargetPort,
  unknownPrincipal,
} from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { enforcedPolicies } from '../../context/policies.ts'
import { principalOf, type Workload } from '../../context/workload.ts'
import { type Rule, requestEvidence } from '../rule.ts'

export const noDefaultDeny: Rule = {
  code: 'STOA202',
  severity: 'warning',
  summary: 'A namespace with workloads has no default-deny policy',
  why: 'Any workload that is deployed there without an ALLOW policy of its own accepts every caller.',
  fix: 'Add an AuthorizationPolicy with `spec: {}` to the namespace, or to the root namespace for the whole mesh.',
  check: (context) => {
    const namespaces = Map.groupBy(
      context.inventory.workloads.filter(({ kind }) => kind !== 'bare'),
      ({ namespace }) => namespace,
    )
    return [...namespaces]
      .filter(([namespace]) => !hasDefaultDeny(context.mesh, namespace))
      .flatMap(([namespace, [first]]) => {
        if (first === undefined) return []
        const targetPort = newWorkload(context, namespace)
        return [
          {
            at: first.at,
            resource: `namespace ${namespace}`,
            message: `a new workload in ${namespace} would accept every caller`,
            evidence: requestEvidence(
              context,
              targetPort,
              basicAccessRequest(targetPort, unknownPrincipal(context.mesh)),
            ),
          },
        ]
      })
  },
}

const hasDefaultDeny = ({ AuthorizationPolicy, settings }: MeshModel, namespace: string) =>
  enforcedPolicies(AuthorizationPolicy, 'ALLOW').some(
    (policy) =>
      !hasSelector(policy.spec) &&
      (policy.namespace === namespace || policy.namespace === settings.rootNamespace),
  )

/** A hypothetical new workload, to which no policy of its own applies. */
function newWorkload({ mesh }: AuditContext, namespace: string): TargetPort {
  const port = { number: 8080, protocol: 'http', servicePorts: [8080] } as const
  const workload: Workload = {
    ...{
      name: 'new-workload',
      namespace,
      labels: {},
      annotations: {},
      serviceAccount: 'new-workload',
    },
    principal: principalOf(mesh.settings.trustDomain, namespace, 'new-workload'),
    ...{ kind: 'sidecar', ports: [port], hosts: [`new-workload.${namespace}.svc.cluster.local`] },
    ...{ source: 'policies', at: { file: '', line: 1 } },
  }
  return { workload, port, mesh }
}
