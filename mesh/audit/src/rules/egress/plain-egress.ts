import { fact, type Rule, resultAt } from '../rule.ts'
import { originationsOf } from './tls-origination.ts'

export const plainEgress: Rule = {
  code: 'STOA804',
  severity: 'warning',
  summary: 'Calls to an external host are sent in plaintext',
  why: 'Everyone on the network path can read and change the requests and responses.',
  fix: 'Declare the port as HTTPS or TLS, or originate TLS in a DestinationRule.',
  check: ({ mesh }) => {
    const secured = new Set(originationsOf(mesh.DestinationRule).map(({ rule }) => rule.spec.host))
    return mesh.ServiceEntry.filter(({ spec }) => spec.location === 'MESH_EXTERNAL').flatMap(
      (entry) =>
        entry.spec.ports.flatMap(({ protocol, number, name }, index) => {
          const spokenProtocol = protocol ?? name.split('-')[0] ?? ''
          if (!/^(http|http2|grpc|grpc-web)$/i.test(spokenProtocol)) return []
          if (entry.spec.hosts.every((host) => secured.has(host))) return []
          const [host = ''] = entry.spec.hosts
          return [
            resultAt(
              entry,
              ['spec', 'ports', index],
              `calls ${host}:${number} over plaintext ${spokenProtocol}`,
              {
                evidence: fact(`GET http://${host}:${number}/ leaves the mesh unencrypted`),
              },
            ),
          ]
        }),
    )
  },
}
