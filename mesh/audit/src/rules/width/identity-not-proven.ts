import { effectiveMtls } from '@stoa/mesh/policy'
import { identityFields } from '../../world/identity-match.ts'
import { attemptsOf, casesOf, letsIn, writtenIn } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

const identities: readonly string[] = identityFields

export const identityNotProven: Rule = {
  code: 'STOA309',
  severity: 'error',
  summary: 'A rule goes by the identity of callers at a port where they need not prove any',
  why: 'Who comes in plaintext has no identity: a DENY by identity does not see them, an ALLOW by identity shuts them out.',
  mend: 'Set mTLS to STRICT there.',
  check: (world) =>
    casesOf(world, 'DENY', 'ALLOW').flatMap((one) => {
      const positive = writtenIn(one.rule.rule).find(
        ({ field, negated }) => identities.includes(field) && !negated,
      )
      const lax = one.doors.filter(
        ({ workload, mesh, port }) =>
          workload.kind === 'sidecar' &&
          effectiveMtls(mesh, workload, port.number).mode !== 'STRICT',
      )
      if (positive === undefined || lax.length === 0) return []
      const path = [...one.rule.path, ...positive.path]
      const plain = attemptsOf(world, { ...one, doors: lax }, null)
      if (one.policy.spec.action === 'DENY') {
        const evaded = plain.find(letsIn)
        const message = 'does not deny the same caller without its certificate'
        return evaded ? [found(one.policy, path, message, { demonstration: evaded.shown })] : []
      }
      const [refused] = attemptsOf(world, { ...one, doors: lax }).filter(({ door }) =>
        isPlain(door),
      )
      if (refused && !letsIn(refused))
        return [
          found(one.policy, path, 'never matches: the port takes plaintext alone', {
            severity: 'warning',
            demonstration: refused.shown,
          }),
        ]
      return [
        found(one.policy, path, 'holds for callers that come by mTLS; others are shut out', {
          severity: 'note',
          demonstration: plain[0]?.shown,
        }),
      ]
    }),
}

const isPlain = ({ workload, mesh, port }: Parameters<typeof attemptsOf>[1]['doors'][number]) =>
  effectiveMtls(mesh, workload, port.number).mode === 'DISABLE'
