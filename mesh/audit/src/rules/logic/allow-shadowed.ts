import type { Rule } from '../rule.ts'
import { shadowedOf } from './shadowed.ts'

export const allowShadowed: Rule = {
  code: 'STOA505',
  severity: 'note',
  summary: 'An ALLOW rule allows nothing that another one does not allow already',
  why: 'Taking it away, or tightening it, changes nothing, which whoever does so will not expect.',
  mend: 'Delete it, or tighten the wider one.',
  check: (world) => shadowedOf(world, 'ALLOW'),
}
