import { fact, found, type Rule } from '../rule.ts'
import { originationsOf } from './origination.ts'

export const plainEgress: Rule = {
  code: 'STOA804',
  severity: 'warning',
  summary: 'Calls to a host outside go out in plaintext',
  why: 'What is sent and answered can be read and changed by everybody on the way.',
  mend: 'Declare the port as HTTPS or TLS, or have a DestinationRule make TLS of it.',
  check: ({ mesh }) => {
    const secured = new Set(originationsOf(mesh.DestinationRule).map(({ rule }) => rule.spec.host))
    return mesh.ServiceEntry.filter(({ spec }) => spec.location === 'MESH_EXTERNAL').flatMap(
      (entry) =>
        entry.spec.ports.flatMap(({ protocol, number, name }, index) => {
          const spoken = protocol ?? name.split('-')[0] ?? ''
          if (!/^(http|http2|grpc|grpc-web)$/i.test(spoken)) return []
          if (entry.spec.hosts.every((host) => secured.has(host))) return []
          const [host = ''] = entry.spec.hosts
          return [
            found(entry, ['spec', 'ports', index], `${host}:${number} is called over ${spoken}`, {
              demonstration: fact(`GET http://${host}:${number}/ leaves the mesh unencrypted`),
            }),
          ]
        }),
    )
  },
}
