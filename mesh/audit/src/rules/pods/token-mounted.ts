import type { Rule } from '../rule.ts'
import { podResult, podsOf } from './pods.ts'

export const tokenMounted: Rule = {
  code: 'STOA815',
  severity: 'warning',
  summary: 'A Kubernetes API token is mounted into a pod',
  why: 'An attacker inside the pod can use the Kubernetes API as its service account. Istio has its own token and does not need this one.',
  fix: 'Set `automountServiceAccountToken: false` in the pod or in its ServiceAccount.',
  check: (context) => {
    const accounts = new Map(
      context.kubernetes.ServiceAccount.map(({ metadata, automountServiceAccountToken }) => [
        `${metadata.namespace}/${metadata.name}`,
        automountServiceAccountToken,
      ]),
    )
    return podsOf(context)
      .filter(({ pod, namespace, serviceAccount, kind }) => {
        const account = accounts.get(`${namespace}/${serviceAccount}`)
        return kind !== 'gateway' && (pod.automountServiceAccountToken ?? account ?? true)
      })
      .map((workload) =>
        podResult(
          workload,
          `has the API token of service account ${workload.serviceAccount}`,
          '/var/run/secrets/kubernetes.io/serviceaccount/token is readable in the pod',
        ),
      )
  },
}
