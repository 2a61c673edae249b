import { protocolOf } from '../../context/kubernetes-workloads.ts'
import { fact, type Rule } from '../rule.ts'
import { serviceHost } from './service-host.ts'

export const guessedProtocol: Rule = {
  code: 'STOA822',
  severity: 'warning',
  summary: 'A Service port does not declare its protocol',
  why: 'Istio guesses the protocol from the first bytes, and HTTP policies apply only if the guess is HTTP.',
  fix: 'Set appProtocol, or start the port name with http, grpc, tcp or another protocol name.',
  check: ({ kubernetes, inventory }) => {
    const inMesh = new Set(
      inventory.workloads.filter(({ kind }) => kind === 'sidecar').flatMap(({ hosts }) => hosts),
    )
    return kubernetes.Service.filter((service) => inMesh.has(serviceHost(service))).flatMap(
      ({ spec, metadata, locate }) =>
        spec.ports.flatMap(({ name, port, appProtocol, protocol }, index) =>
          protocol !== 'TCP' || protocolOf(appProtocol, name) !== undefined
            ? []
            : [
                {
                  at: locate(['spec', 'ports', index]),
                  resource: `Service ${metadata.namespace}/${metadata.name}`,
                  message: `port ${port} (${name ?? 'unnamed'}) does not declare its protocol`,
                  evidence: fact(
                    `appProtocol is not set, and the port name ${name === undefined ? 'is missing' : `${name} is no protocol`}`,
                  ),
                },
              ],
        ),
    )
  },
}
