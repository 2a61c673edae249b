import type { Rule } from '../rule.ts'
import { shadowedOf } from './shadowed.ts'

export const denyShadowed: Rule = {
  code: 'STOA508',
  severity: 'note',
  summary: 'A DENY rule denies nothing that another one does not deny already',
  why: 'Two places say one thing; whoever changes one of them will believe that it counts.',
  mend: 'Delete it, or narrow the wider one.',
  check: (world) => shadowedOf(world, 'DENY'),
}
