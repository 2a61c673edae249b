import type { Rule } from '../rule.ts'
import { containersOf, podResult, podsOf } from './pods.ts'

const proxyUid = 1337

export const proxyUser: Rule = {
  code: 'STOA819',
  severity: 'warning',
  summary: "An application runs as the sidecar's user",
  why: 'Traffic of user 1337 is not redirected, so every call of the application bypasses the sidecar.',
  fix: 'Run the application as another user.',
  check: (context) =>
    podsOf(context)
      .filter(({ kind }) => kind !== 'gateway')
      .flatMap((workload) =>
        containersOf(workload)
          .filter(({ securityContext }) => {
            const pod = workload.pod.securityContext.runAsUser
            return (securityContext.runAsUser ?? pod) === proxyUid
          })
          .map(({ name }) =>
            podResult(
              workload,
              `container ${name} runs as user ${proxyUid}`,
              `runAsUser: ${proxyUid}`,
            ),
          ),
      ),
}
