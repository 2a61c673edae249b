import type { Rule } from '../rule.ts'
import { aboutPod, podsOf } from './about.ts'

export const defaultAccount: Rule = {
  code: 'STOA821',
  severity: 'warning',
  summary: 'A workload runs under the default service account',
  why: 'Every pod of the namespace that names none has the same identity, so no policy can tell it apart.',
  mend: 'Give it a ServiceAccount of its own.',
  check: (world) =>
    podsOf(world)
      .filter(({ serviceAccount, kind }) => serviceAccount === 'default' && kind === 'sidecar')
      .map((workload) =>
        aboutPod(
          workload,
          `is ${workload.principal}`,
          'serviceAccountName is not set, or is default',
        ),
      ),
}
