import { fact, type Rule, resultAt } from '../rule.ts'

export const wildcardEntry: Rule = {
  code: 'STOA802',
  severity: 'warning',
  summary: 'A ServiceEntry permits a whole domain',
  why: 'The wildcard includes every host in the domain; below a public suffix, anyone can register one.',
  fix: 'List the hosts that are called.',
  check: ({ mesh }) =>
    mesh.ServiceEntry.flatMap((entry) =>
      entry.spec.hosts.flatMap((host, index) => {
        if (!host.startsWith('*') || entry.spec.location === 'MESH_INTERNAL') return []
        const isSuffix = host.split('.').length <= 2
        return [
          resultAt(entry, ['spec', 'hosts', index], `permits calls to ${host}`, {
            severity: isSuffix ? 'warning' : 'note',
            evidence: fact(`calls to ${host.replace('*', 'anything')} are allowed`),
          }),
        ]
      }),
    ),
}
