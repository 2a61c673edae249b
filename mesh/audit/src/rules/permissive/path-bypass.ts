import type { AccessRequest } from '@stoa/mesh/policy'
import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { samplePath } from '../../context/sample.ts'
import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Evidence, type Rule, requestEvidence, resultAt } from '../rule.ts'
import { type ScopedRule, scopedRules } from '../scoped-rules.ts'
import { valueListsIn } from '../value-lists.ts'

export const pathBypass: Rule = {
  code: 'STOA307',
  severity: 'error',
  summary: 'A denied path can be reached by another spelling',
  why: 'A server that merges slashes, decodes escapes or ignores case treats the other spelling as the denied path.',
  fix: 'List what is allowed instead of what is denied, and set pathNormalization to match what the servers do.',
  check: (context) =>
    scopedRules(context, 'DENY', 'ALLOW', 'CUSTOM').flatMap((scoped) => {
      const excluded = valueListsIn(scoped.rule.rule).filter(
        ({ field, negated }) =>
          field === 'paths' && negated === (scoped.policy.spec.action === 'ALLOW'),
      )
      return excluded.flatMap(({ values, path }) =>
        values.flatMap((value, index) => {
          const spelling = bypassOf(context, scoped, samplePath(value))
          if (spelling === undefined) return []
          const message = `${value} is denied, but ${spelling.path} (${spelling.how}) is allowed`
          return [
            resultAt(scoped.policy, [...scoped.rule.path, ...path, index], message, {
              severity: spelling.severity,
              evidence: spelling.evidence,
            }),
          ]
        }),
      )
    }),
}

interface Spelling {
  readonly how: string
  readonly path: string
  /** `error` when Istio's path normalisation could prevent the bypass. */
  readonly severity: 'error' | 'note'
}

const spellingsOf = (path: string): readonly Spelling[] => {
  const cut = path.lastIndexOf('/', path.length - 2)
  const [head, last] = [path.slice(0, cut), path.slice(cut + 1)]
  const spelled = (how: string, changed: string, severity: Spelling['severity']) =>
    changed === path ? [] : [{ how, path: changed, severity }]
  return [
    ...spelled('double slash', `${head}//${last}`, 'error'),
    ...spelled('encoded slash', head === '' ? path : `${head}%2F${last}`, 'error'),
    ...spelled('dot segment', `${head}/./${last}`, 'error'),
    ...spelled('encoded letter', `${head}/%${hex(last)}${last.slice(1)}`, 'error'),
    ...spelled('upper case', `${head}/${last.toUpperCase()}`, 'note'),
    ...spelled('path parameter', `${head}/${last};x=1`, 'note'),
    ...spelled('trailing slash', `${path}/`, 'note'),
  ]
}

const hex = (text: string): string => (text.codePointAt(0) ?? 0).toString(16).padStart(2, '0')

/** The first spelling of a denied path that is allowed. */
function bypassOf(
  context: AuditContext,
  { rule, targetPorts }: ScopedRule,
  path: string,
): (Spelling & { readonly evidence: Evidence }) | undefined {
  for (const targetPort of targetPorts)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const operation = to.filter(({ field }) => field !== 'paths')
        for (const candidate of candidateAccessRequests(targetPort, from, operation)) {
          const evaluated = (spelled: string) => judgedAs(context, targetPort, candidate, spelled)
          if (evaluated(path) !== undefined) continue
          for (const spelling of spellingsOf(path)) {
            const evidence = evaluated(spelling.path)
            if (evidence !== undefined) return { ...spelling, evidence }
          }
        }
      }
  return undefined
}

/** Evidence that a request with this path is allowed; undefined when it is denied. */
function judgedAs(
  context: AuditContext,
  targetPort: TargetPort,
  candidate: AccessRequest,
  path: string,
) {
  if (candidate.request === undefined) return undefined
  const request = { ...candidate.request, path }
  const evidence = requestEvidence(context, targetPort, {
    ...candidate,
    authorizer: 'deny',
    request,
  })
  return evidence.kind === 'request' && evidence.verdict.decision === 'allow' ? evidence : undefined
}
