import { fact, found, type Rule } from '../rule.ts'

export const oldTls: Rule = {
  code: 'STOA711',
  severity: 'error',
  summary: 'A Gateway speaks a version of TLS that is broken',
  why: 'TLS 1.0 and 1.1 can be read and changed on the way by known attacks.',
  mend: 'Set minProtocolVersion to TLSV1_2 or later.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ tls }, index) => {
        const version = tls?.minProtocolVersion
        if (version !== 'TLSV1_0' && version !== 'TLSV1_1') return []
        const path = ['spec', 'servers', index, 'tls', 'minProtocolVersion']
        return [
          found(gateway, path, `takes ${version}`, {
            demonstration: fact(`a handshake of ${version} is accepted`),
          }),
        ]
      }),
    ),
}
