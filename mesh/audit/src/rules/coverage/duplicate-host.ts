import { findConflicts } from '@stoa/mesh/policy'
import { fact, type Rule } from '../rule.ts'

export const duplicateHost: Rule = {
  code: 'STOA206',
  severity: 'warning',
  summary: 'Two resources configure the same host',
  why: 'Istio ignores or merges the newer resource, and the files do not say which one that is.',
  fix: 'Keep one resource for the host.',
  check: ({ mesh }) =>
    findConflicts({ ...mesh, PeerAuthentication: [] }).map(({ file, line, field, message }) => ({
      at: { file, line },
      resource: field,
      message,
      evidence: fact(message),
    })),
}
