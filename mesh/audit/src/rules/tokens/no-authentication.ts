import { jwtRules } from '../../context/access-request.ts'
import { type Rule, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'
import { hasTokenCondition } from './token-conditions.ts'

export const noAuthentication: Rule = {
  code: 'STOA603',
  severity: 'error',
  summary: 'A rule depends on a token where no RequestAuthentication applies',
  why: 'Without a RequestAuthentication no request has a validated token: an ALLOW rule refuses every request, a DENY rule may deny none or all.',
  fix: 'Add a RequestAuthentication that applies to the same workload.',
  check: (context) =>
    scopedRules(context, 'ALLOW', 'DENY')
      .filter(
        ({ rule, targetPorts }) =>
          hasTokenCondition(rule) && targetPorts.every(({ mesh }) => !validatesTokens(mesh)),
      )
      .map((scoped) =>
        resultAt(
          scoped.policy,
          scoped.rule.path,
          'no RequestAuthentication applies to the workload',
          {
            evidence: witnessRequests(context, scoped)[0]?.evidence,
          },
        ),
      ),
}

const validatesTokens = (mesh: Parameters<typeof jwtRules>[0]): boolean => jwtRules(mesh).length > 0
