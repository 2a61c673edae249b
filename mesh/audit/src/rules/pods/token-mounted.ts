import type { Rule } from '../rule.ts'
import { aboutPod, podsOf } from './about.ts'

export const tokenMounted: Rule = {
  code: 'STOA815',
  severity: 'warning',
  summary: 'A pod is given a token for the API of Kubernetes',
  why: 'Who gets into the pod talks to Kubernetes in its name; Istio has a token of its own and needs none.',
  mend: 'Set automountServiceAccountToken: false in the pod or its ServiceAccount.',
  check: (world) => {
    const accounts = new Map(
      world.kubernetes.ServiceAccount.map(({ metadata, automountServiceAccountToken }) => [
        `${metadata.namespace}/${metadata.name}`,
        automountServiceAccountToken,
      ]),
    )
    return podsOf(world)
      .filter(({ pod, namespace, serviceAccount, kind }) => {
        const account = accounts.get(`${namespace}/${serviceAccount}`)
        return kind !== 'gateway' && (pod.automountServiceAccountToken ?? account ?? true)
      })
      .map((workload) =>
        aboutPod(
          workload,
          `is given the token of ${workload.serviceAccount}`,
          '/var/run/secrets/kubernetes.io/serviceaccount/token is readable in the pod',
        ),
      )
  },
}
