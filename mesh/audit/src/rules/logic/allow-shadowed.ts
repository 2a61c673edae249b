import type { Rule } from '../rule.ts'
import { shadowedOf } from './shadowed.ts'

export const allowShadowed: Rule = {
  code: 'STOA505',
  severity: 'note',
  summary: 'An ALLOW rule is redundant: another rule already allows everything that it allows',
  why: 'Removing or tightening the redundant rule has no effect, contrary to what its author expects.',
  fix: 'Delete the rule, or tighten the wider one.',
  check: (context) => shadowedOf(context, 'ALLOW'),
}
