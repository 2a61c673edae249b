import { unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction, scopedRules, witnessRequests } from '../scoped-rules.ts'

export const emptyList: Rule = {
  code: 'STOA502',
  severity: 'error',
  summary: 'An empty `from` or `to` list matches every request',
  why: 'An empty list sets no condition, so the rule applies to every caller or to every operation.',
  fix: 'Fill the list, or delete the rule.',
  check: (context) =>
    scopedRules(context, ...everyAction).flatMap((scoped) => {
      const { from, to } = scoped.rule.rule
      const empty = from?.length === 0 ? 'from' : to?.length === 0 ? 'to' : undefined
      if (empty === undefined) return []
      const caller = empty === 'from' ? unknownPrincipal(context.mesh) : undefined
      const witnesses = witnessRequests(context, scoped, caller)
      const wide = witnesses.find(
        ({ evidence }) =>
          (evidence.verdict.decision === 'allow') === (scoped.policy.spec.action === 'ALLOW'),
      )
      const subject = empty === 'from' ? 'every caller' : 'every operation'
      return [
        resultAt(
          scoped.policy,
          [...scoped.rule.path, empty],
          `the empty \`${empty}\` list matches ${subject}`,
          {
            evidence: wide?.evidence,
          },
        ),
      ]
    }),
}
