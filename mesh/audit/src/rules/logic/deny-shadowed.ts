import type { Rule } from '../rule.ts'
import { shadowedOf } from './shadowed.ts'

export const denyShadowed: Rule = {
  code: 'STOA508',
  severity: 'note',
  summary: 'A DENY rule is redundant: another rule already denies everything that it denies',
  why: 'The same denial is written in two places, so changing one of them has no effect.',
  fix: 'Delete the rule, or narrow the wider one.',
  check: (context) => shadowedOf(context, 'DENY'),
}
