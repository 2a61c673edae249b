import type { Workload } from '../../world/workload.ts'
import { keyOf } from '../../world/workload.ts'
import { fact, type Rule } from '../rule.ts'
import { podsOf } from './about.ts'

export const sharedAccount: Rule = {
  code: 'STOA820',
  severity: 'warning',
  summary: 'Two applications run under one service account',
  why: 'They have one identity: what one of them may call, the other may as well.',
  mend: 'Give each its own ServiceAccount.',
  check: (world) => {
    const groups = Map.groupBy(
      podsOf(world).filter(({ serviceAccount }) => serviceAccount !== 'default'),
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
              message: `is ${principal}, as is ${keyOf(first)}`,
              demonstration: fact(`both present the certificate spiffe://${principal}`),
            })),
    )
  },
}

/** Versions of one application share its label, and may share its account. */
const applicationOf = ({ labels, name }: Workload): string =>
  labels['app.kubernetes.io/name'] ?? labels.app ?? name
