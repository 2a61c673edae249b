import { fact, type Rule, resultAt } from '../rule.ts'

export const noHttpsRedirect: Rule = {
  code: 'STOA712',
  severity: 'warning',
  summary: 'A Gateway serves plain HTTP instead of redirecting to HTTPS',
  why: 'Tokens and responses cross the network unencrypted.',
  fix: 'Set `tls: { httpsRedirect: true }` for the HTTP server, or remove the server.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ port, tls, hosts }, index) => {
        const plain = /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i.test(port.protocol)
        if (!plain || tls?.httpsRedirect === true) return []
        const path = ['spec', 'servers', index, 'port', 'protocol']
        return [
          resultAt(gateway, path, `serves plain HTTP on port ${port.number}`, {
            evidence: fact(`GET http://${hosts[0]?.split('/').at(-1)}:${port.number}/ is answered`),
          }),
        ]
      }),
    ),
}
