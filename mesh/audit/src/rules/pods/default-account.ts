import type { Rule } from '../rule.ts'
import { podResult, podsOf } from './pods.ts'

export const defaultAccount: Rule = {
  code: 'STOA821',
  severity: 'warning',
  summary: 'A workload runs under the default service account',
  why: 'Every pod in the namespace that names no service account has the same identity, so policies cannot distinguish them.',
  fix: 'Give the workload a ServiceAccount of its own.',
  check: (context) =>
    podsOf(context)
      .filter(({ serviceAccount, kind }) => serviceAccount === 'default' && kind === 'sidecar')
      .map((workload) =>
        podResult(
          workload,
          `has the identity ${workload.principal}`,
          'serviceAccountName is not set, or is `default`',
        ),
      ),
}
