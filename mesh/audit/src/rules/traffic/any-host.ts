import { fact, type Rule, resultAt } from '../rule.ts'

export const anyHost: Rule = {
  code: 'STOA710',
  severity: 'warning',
  summary: 'A Gateway accepts any host',
  why: 'Any VirtualService in the mesh can publish itself at the edge, and requests for foreign host names are answered.',
  fix: 'List the hosts that the Gateway serves.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ hosts, tls }, index) =>
        tls?.httpsRedirect === true
          ? []
          : hosts.flatMap((host, at) =>
              host.split('/').at(-1) === '*'
                ? [
                    resultAt(
                      gateway,
                      ['spec', 'servers', index, 'hosts', at],
                      `accepts the host ${host}`,
                      {
                        evidence: fact('GET / with Host: anything.example is accepted'),
                      },
                    ),
                  ]
                : [],
            ),
      ),
    ),
}
