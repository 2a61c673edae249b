import { effectiveMtls } from '@stoa/mesh/policy'
import { identityFields } from '../../context/identity-match.ts'
import { type Rule, resultAt } from '../rule.ts'
import { isAllowed, scopedRules, witnessRequests } from '../scoped-rules.ts'
import { valueListsIn } from '../value-lists.ts'

const identities: readonly string[] = identityFields

export const identityWithoutMtls: Rule = {
  code: 'STOA309',
  severity: 'error',
  summary: "A rule depends on the caller's identity at a port that accepts plaintext",
  why: 'A plaintext caller has no identity. A DENY rule by identity does not match it, and an ALLOW rule by identity refuses it.',
  fix: 'Set the mTLS mode of the port to STRICT.',
  check: (context) =>
    scopedRules(context, 'DENY', 'ALLOW').flatMap((scoped) => {
      const positive = valueListsIn(scoped.rule.rule).find(
        ({ field, negated }) => identities.includes(field) && !negated,
      )
      const lax = scoped.targetPorts.filter(
        ({ workload, mesh, port }) =>
          workload.kind === 'sidecar' &&
          effectiveMtls(mesh, workload, port.number).mode !== 'STRICT',
      )
      if (positive === undefined || lax.length === 0) return []
      const path = [...scoped.rule.path, ...positive.path]
      const plain = witnessRequests(context, { ...scoped, targetPorts: lax }, null)
      if (scoped.policy.spec.action === 'DENY') {
        const evaded = plain.find(isAllowed)
        const message = 'does not deny the same caller when it connects without its certificate'
        return evaded ? [resultAt(scoped.policy, path, message, { evidence: evaded.evidence })] : []
      }
      const [refused] = witnessRequests(context, { ...scoped, targetPorts: lax }).filter(
        ({ targetPort }) => isPlain(targetPort),
      )
      if (refused && !isAllowed(refused))
        return [
          resultAt(scoped.policy, path, 'never matches, because the port accepts only plaintext', {
            severity: 'warning',
            evidence: refused.evidence,
          }),
        ]
      return [
        resultAt(scoped.policy, path, 'matches only callers that use mTLS; it refuses the others', {
          severity: 'note',
          evidence: plain[0]?.evidence,
        }),
      ]
    }),
}

const isPlain = ({
  workload,
  mesh,
  port,
}: Parameters<typeof witnessRequests>[1]['targetPorts'][number]) =>
  effectiveMtls(mesh, workload, port.number).mode === 'DISABLE'
