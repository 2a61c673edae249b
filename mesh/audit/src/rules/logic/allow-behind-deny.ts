import { isDryRun, type MeshModel } from '@stoa/mesh/policy'
import { attemptsOf, casesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const allowBehindDeny: Rule = {
  code: 'STOA506',
  severity: 'warning',
  summary: 'Everything that an ALLOW rule allows is denied before',
  why: 'DENY is asked first; the rule looks like a permission and is none.',
  mend: 'Take the request out of the DENY policy, or delete the rule.',
  check: (world) =>
    casesOf(world, 'ALLOW')
      .filter(({ policy }) => !isDryRun(policy))
      .filter(({ doors }) => doors.some(({ mesh }) => hasDeny(mesh)))
      .flatMap((one) => {
        const attempts = attemptsOf(world, one)
        const [first] = attempts
        if (first === undefined) return []
        if (!attempts.every(({ shown }) => shown.verdict.stage === 'deny')) return []
        const { by } = first.shown.verdict
        const message = `is denied by ${by?.namespace}/${by?.name}`
        return [found(one.policy, one.rule.path, message, { demonstration: first.shown })]
      }),
}

const hasDeny = ({ AuthorizationPolicy }: MeshModel): boolean =>
  AuthorizationPolicy.some(({ spec }) => spec.action === 'DENY')
