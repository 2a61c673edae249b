import { fact, type Rule, resultAt } from '../rule.ts'

export const oldTls: Rule = {
  code: 'STOA711',
  severity: 'error',
  summary: 'A Gateway accepts a TLS version with known attacks',
  why: 'Known attacks can read or change traffic that uses TLS 1.0 or 1.1.',
  fix: 'Set minProtocolVersion to TLSV1_2 or later.',
  check: ({ mesh }) =>
    mesh.Gateway.flatMap((gateway) =>
      gateway.spec.servers.flatMap(({ tls }, index) => {
        const version = tls?.minProtocolVersion
        if (version !== 'TLSV1_0' && version !== 'TLSV1_1') return []
        const path = ['spec', 'servers', index, 'tls', 'minProtocolVersion']
        return [
          resultAt(gateway, path, `accepts ${version}`, {
            evidence: fact(`a handshake of ${version} is accepted`),
          }),
        ]
      }),
    ),
}
