import { fact, found, type Rule } from '../rule.ts'

export const noRedirect: Rule = {
  code: 'STOA712',
  severity: 'warning',
  summary: 'A Gateway answers plain HTTP instead of sending on to HTTPS',
  why: 'Tokens and answers go over the network for everybody to read.',
  mend: 'Set `tls: { httpsRedirect: true }` for the HTTP server, or close it.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ port, tls, hosts }, index) => {
        const plain = /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i.test(port.protocol)
        if (!plain || tls?.httpsRedirect === true) return []
        const path = ['spec', 'servers', index, 'port', 'protocol']
        return [
          found(gateway, path, `port ${port.number} answers in plaintext`, {
            demonstration: fact(
              `GET http://${hosts[0]?.split('/').at(-1)}:${port.number}/ is answered`,
            ),
          }),
        ]
      }),
    ),
}
