import { isTemplate } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { type ScopedRule, scopedRules } from '../scoped-rules.ts'
import { valueListsIn } from '../value-lists.ts'

export const parentPathNotCovered: Rule = {
  code: 'STOA504',
  severity: 'error',
  summary: 'A rule excludes the paths below a path but not the path itself',
  why: '`/admin/{**}` and `/admin/*` match the paths below `/admin/`, but not `/admin`.',
  fix: 'List the path itself as well as the paths below it.',
  check: (context) =>
    scopedRules(context, 'DENY', 'ALLOW').flatMap((scoped) =>
      valueListsIn(scoped.rule.rule)
        .filter(
          ({ field, negated }) =>
            field === 'paths' && negated === (scoped.policy.spec.action === 'ALLOW'),
        )
        .flatMap(({ values, path }) =>
          values.flatMap((value, index) => {
            const bare = parentOf(value)
            const evidence = bare === undefined ? undefined : letIn(context, scoped, bare)
            if (bare === undefined || evidence === undefined) return []
            const at = [...scoped.rule.path, ...path, index]
            return [
              resultAt(scoped.policy, at, `${value} is excluded, but ${bare} is allowed`, {
                evidence,
              }),
            ]
          }),
        ),
    ),
}

function parentOf(value: string): string | undefined {
  const parent = isTemplate(value)
    ? value.endsWith('/{**}') && value.slice(0, -'/{**}'.length)
    : value.endsWith('/*') && value.slice(0, -'/*'.length)
  return parent && !parent.includes('{') ? parent : undefined
}

function letIn(context: AuditContext, { rule, targetPorts }: ScopedRule, path: string) {
  for (const targetPort of targetPorts)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const others = to.filter(({ field }) => field !== 'paths')
        for (const candidate of candidateAccessRequests(targetPort, from, others)) {
          if (candidate.request === undefined) continue
          const at = (other: string) =>
            requestEvidence(context, targetPort, {
              ...candidate,
              request: { ...(candidate.request ?? never), path: other },
            })
          const [bare, below] = [at(path), at(`${path}/any`)]
          const isHole =
            bare.kind === 'request' &&
            bare.verdict.decision === 'allow' &&
            below.kind === 'request' &&
            below.verdict.decision === 'deny'
          if (isHole) return bare
        }
      }
  return undefined
}

const never = { method: 'GET', path: '/', host: '', headers: {}, tokens: [] }
