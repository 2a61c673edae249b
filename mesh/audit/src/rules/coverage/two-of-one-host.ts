import { conflicts } from '@stoa/mesh/policy'
import { fact, type Rule } from '../rule.ts'

export const twoOfOneHost: Rule = {
  code: 'STOA206',
  severity: 'warning',
  summary: 'Two resources claim the same host',
  why: 'Which one counts depends on their age, which files do not tell; the other is ignored or mixed in.',
  mend: 'Write one resource for the host.',
  check: ({ mesh }) =>
    conflicts({ ...mesh, PeerAuthentication: [] }).map(({ file, line, field, message }) => ({
      at: { file, line },
      resource: field,
      message,
      demonstration: fact(message),
    })),
}
