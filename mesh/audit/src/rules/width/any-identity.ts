import { strangerOf } from '../../world/question.ts'
import { attemptsOf, letsIn, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const anyIdentity: Rule = {
  code: 'STOA303',
  severity: 'warning',
  summary: 'An ALLOW rule takes every identity of the mesh for its caller',
  why: 'A `*` asks for some certificate and not for whose: one broken workload is enough to get in.',
  mend: 'Name the principals that have to call.',
  check: (world) =>
    valuesOf(world, ['principals', 'namespaces', 'trustDomains'], 'ALLOW')
      .filter(({ value, written }) => value === '*' && !written.negated)
      .flatMap((one) => {
        const shown = attemptsOf(world, one, strangerOf(world.mesh)).find(letsIn)?.shown
        if (shown === undefined) return []
        return [
          found(one.policy, one.at, `lets in any identity (${one.written.field}: '*')`, {
            demonstration: shown,
          }),
        ]
      }),
}
