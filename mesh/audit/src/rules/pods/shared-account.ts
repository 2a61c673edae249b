import type { Workload } from '../../context/workload.ts'
import { keyOf } from '../../context/workload.ts'
import { fact, type Rule } from '../rule.ts'
import { podsOf } from './pods.ts'

export const sharedAccount: Rule = {
  code: 'STOA820',
  severity: 'warning',
  summary: 'Two applications share a service account',
  why: 'They have one identity, so each may call whatever the other may call.',
  fix: 'Give each application its own ServiceAccount.',
  check: (context) => {
    const groups = Map.groupBy(
      podsOf(context).filter(({ serviceAccount }) => serviceAccount !== 'default'),
      ({ principal }) => principal,
    )
    return [...groups].flatMap(([principal, [first, ...others]]) =>
      first === undefined
        ? []
        : others
            .filter((other) => applicationOf(other) !== applicationOf(first))
            .map((other) => ({
              at: other.at,
              resource: `workload ${keyOf(other)}`,
              message: `has the same identity as ${keyOf(first)}: ${principal}`,
              evidence: fact(`both present the certificate spiffe://${principal}`),
            })),
    )
  },
}

/** Versions of one application share its label, and may share its account. */
const applicationOf = ({ labels, name }: Workload): string =>
  labels['app.kubernetes.io/name'] ?? labels.app ?? name
