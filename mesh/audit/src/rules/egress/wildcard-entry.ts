import { fact, found, type Rule } from '../rule.ts'

export const wildcardEntry: Rule = {
  code: 'STOA802',
  severity: 'warning',
  summary: 'A ServiceEntry opens a whole domain',
  why: 'Anybody can get a name below a public suffix, so the way is open to anybody.',
  mend: 'Name the hosts that are called.',
  check: ({ mesh }) =>
    mesh.ServiceEntry.flatMap((entry) =>
      entry.spec.hosts.flatMap((host, index) => {
        if (!host.startsWith('*') || entry.spec.location === 'MESH_INTERNAL') return []
        const isSuffix = host.split('.').length <= 2
        return [
          found(entry, ['spec', 'hosts', index], `opens ${host}`, {
            severity: isSuffix ? 'warning' : 'note',
            demonstration: fact(`calls to ${host.replace('*', 'anything')} pass`),
          }),
        ]
      }),
    ),
}
