import { protocolOf } from '../../world/kubernetes-workloads.ts'
import { fact, type Rule } from '../rule.ts'
import { nameOfService } from './service-name.ts'

export const guessedProtocol: Rule = {
  code: 'STOA822',
  severity: 'warning',
  summary: 'A port of a Service does not say its protocol',
  why: 'Istio guesses it from the first bytes; policies for HTTP count or do not, as the guess goes.',
  mend: 'Set appProtocol, or begin the name of the port with http, grpc, tcp and so on.',
  check: ({ kubernetes, inventory }) => {
    const inMesh = new Set(
      inventory.workloads.filter(({ kind }) => kind === 'sidecar').flatMap(({ hosts }) => hosts),
    )
    return kubernetes.Service.filter((service) => inMesh.has(nameOfService(service))).flatMap(
      ({ spec, metadata, locate }) =>
        spec.ports.flatMap(({ name, port, appProtocol, protocol }, index) =>
          protocol !== 'TCP' || protocolOf(appProtocol, name) !== undefined
            ? []
            : [
                {
                  at: locate(['spec', 'ports', index]),
                  resource: `Service ${metadata.namespace}/${metadata.name}`,
                  message: `port ${port} (${name ?? 'without name'}) does not say what it speaks`,
                  demonstration: fact(
                    `neither appProtocol nor the name ${name ?? ''} names a protocol`,
                  ),
                },
              ],
        ),
    )
  },
}
