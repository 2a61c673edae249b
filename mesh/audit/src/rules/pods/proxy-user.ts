import type { Rule } from '../rule.ts'
import { aboutPod, containersOf, podsOf } from './about.ts'

const proxyUid = 1337

export const proxyUser: Rule = {
  code: 'STOA819',
  severity: 'warning',
  summary: "An application runs as the sidecar's user",
  why: 'What the user 1337 sends is not redirected, so all its calls go around the sidecar.',
  mend: 'Run it as another user.',
  check: (world) =>
    podsOf(world)
      .filter(({ kind }) => kind !== 'gateway')
      .flatMap((workload) =>
        containersOf(workload)
          .filter(({ securityContext }) => {
            const pod = workload.pod.securityContext.runAsUser
            return (securityContext.runAsUser ?? pod) === proxyUid
          })
          .map(({ name }) =>
            aboutPod(workload, `container ${name} runs as ${proxyUid}`, `runAsUser: ${proxyUid}`),
          ),
      ),
}
