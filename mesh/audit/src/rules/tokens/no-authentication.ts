import { jwtRules } from '../../world/question.ts'
import { attemptsOf, casesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'
import { asksForToken } from './asks.ts'

export const noAuthentication: Rule = {
  code: 'STOA603',
  severity: 'error',
  summary: 'A rule goes by a token where nothing checks tokens',
  why: 'Without a RequestAuthentication no request has a verified token: an ALLOW shuts everybody out, a DENY may shut out nobody or all.',
  mend: 'Write a RequestAuthentication that reaches the same workload.',
  check: (world) =>
    casesOf(world, 'ALLOW', 'DENY')
      .filter(({ rule, doors }) => asksForToken(rule) && doors.every(({ mesh }) => !checks(mesh)))
      .map((one) =>
        found(one.policy, one.rule.path, 'no RequestAuthentication reaches the workload', {
          demonstration: attemptsOf(world, one)[0]?.shown,
        }),
      ),
}

const checks = (mesh: Parameters<typeof jwtRules>[0]): boolean => jwtRules(mesh).length > 0
