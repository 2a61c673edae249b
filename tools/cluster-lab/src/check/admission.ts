import type { Cluster } from '../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../kubernetes/object.ts'
import { applyObjects } from '../render/apply.ts'
import type { CheckResult, Finding } from './report.ts'

const wrong = {
  policy: {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'lab-control', namespace: 'commerce' },
    // The CRD's schema accepts a denial without rules; istiod's webhook does not.
    spec: { action: 'DENY' },
  },
  pod: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'lab-control', namespace: 'commerce' },
    spec: {
      containers: [
        { name: 'app', image: 'stoa.invalid/app', securityContext: { privileged: true } },
      ],
    },
  },
  /** What istiod would inject without its CNI plugin: a container that redirects the pod's connections, and needs privileges. */
  redirecting: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name: 'lab-control-init', namespace: 'commerce' },
      labels: { 'sidecar.istio.io/inject': 'false' },
    },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      initContainers: [
        {
          ...{ name: 'istio-init', image: 'stoa.invalid/proxyv2' },
          args: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-m', 'REDIRECT'],
          securityContext: {
            ...{ allowPrivilegeEscalation: false, privileged: false },
            ...{ readOnlyRootFilesystem: false },
            ...{ runAsGroup: 0, runAsNonRoot: false, runAsUser: 0 },
            capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
          },
        },
      ],
      containers: [
        {
          ...{ name: 'app', image: 'stoa.invalid/app' },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  },
} satisfies Record<string, KubernetesObject>

/** What must be refused, and the words of the one who refuses it. */
export const controls: readonly { readonly object: KubernetesObject; readonly by: RegExp }[] = [
  { object: wrong.policy, by: /admission webhook .*validation\.istio\.io.* denied/ },
  { object: wrong.pod, by: /violates PodSecurity "restricted/ },
  {
    object: wrong.redirecting,
    by: /violates PodSecurity "restricted.*"istio-init" must not include "NET_ADMIN", "NET_RAW"/,
  },
]

/** Every object is admitted, a second apply changes nothing, and wrong objects are refused. */
export async function checkAdmission(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
): Promise<CheckResult> {
  const first = await applyObjects(cluster, objects)
  const second = await applyObjects(cluster, objects)
  const findings: Finding[] = [
    ...first.refused.map(({ object, reason }) => finding(object, `refused: ${reason}`)),
    ...second.changed.map((object) => finding(object, 'a second apply changes it')),
    ...(await admissionControls(cluster)),
  ]
  return { findings, figures: { objects: objects.length, admitted: first.applied } }
}

/** Each of the wrong objects is refused, by the one who should. */
export async function admissionControls(cluster: Cluster): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { object, by } of controls) {
    const applied = await cluster.apply(object, { dryRun: true })
    const reason = 'refused' in applied ? applied.refused : 'it was admitted'
    if (!by.test(reason))
      findings.push(finding(nameOf(object), `expected a refusal that matches ${by}; ${reason}`))
  }
  return findings
}

const finding = (subject: string, what: string): Finding => ({ check: 'admission', subject, what })
