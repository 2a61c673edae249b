import { fact, type Rule } from '../rule.ts'

export const leafIsAuthority: Rule = {
  code: 'STOA106',
  severity: 'error',
  summary: 'A certificate of a workload or server may issue others',
  why: 'Whoever takes over that workload issues an identity for any other one.',
  mend: 'Issue it anew with CA:FALSE.',
  check: ({ certificates = [] }) =>
    certificates
      .filter(({ isLeaf, isAuthority }) => isLeaf && isAuthority)
      .map(({ at, subject, names }) => ({
        at,
        resource: `certificate ${subject}`,
        message: `has CA:TRUE and names ${names}`,
        demonstration: fact(`basicConstraints CA:TRUE beside subjectAltName ${names}`),
      })),
}
