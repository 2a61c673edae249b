import { fact, found, type Rule } from '../rule.ts'

export const anyHost: Rule = {
  code: 'STOA710',
  severity: 'warning',
  summary: 'A Gateway takes any host',
  why: 'Any VirtualService of the mesh can put itself at the border, and requests for names that are not ours are answered.',
  mend: 'Name the hosts that the Gateway serves.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ hosts, tls }, index) =>
        tls?.httpsRedirect === true
          ? []
          : hosts.flatMap((host, at) =>
              host.split('/').at(-1) === '*'
                ? [
                    found(gateway, ['spec', 'servers', index, 'hosts', at], `takes ${host}`, {
                      demonstration: fact('GET / with Host: anything.example is taken'),
                    }),
                  ]
                : [],
            ),
      ),
    ),
}
