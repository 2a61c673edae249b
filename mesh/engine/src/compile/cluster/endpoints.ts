import { effectiveMtls } from '../../model/effective-mtls.ts'
import { unixPrefix } from '../../model/kinds/names.ts'
import type { Endpoint } from '../../model/kinds/service-entry/endpoint.ts'
import type { Service } from '../../model/registry.ts'
import { hasLabels } from '../../model/select.ts'
import type { Workload } from '../../model/workload.ts'
import { pipeAddress, tcpAddress } from '../address.ts'
import type { Config } from '../config.ts'
import type { Scope } from '../scope.ts'

/** One endpoint of a service. */
export interface ServiceEndpoint {
  readonly address: Config
  readonly locality: string
  readonly labels: Readonly<Record<string, string>>
  readonly weight: number
  /** Whether a proxy of the mesh accepts mutual TLS there. */
  readonly mtls: boolean
}

/** The current endpoints of a service; with labels, those of a subset. */
export function endpointsOf(
  scope: Scope,
  service: Service,
  labels: Readonly<Record<string, string>> = {},
): readonly ServiceEndpoint[] {
  const written = service.entry?.endpoints ?? []
  return [
    ...service.instances
      .filter(({ serving = true }) => serving)
      .map((instance) => fromWorkload(scope, instance)),
    ...written.map((endpoint) => fromEntry(service, endpoint)),
  ].filter((endpoint) =>
    hasLabels({ namespace: '', labels: endpoint.labels }, Object.entries(labels)),
  )
}

const fromWorkload = ({ model }: Scope, workload: Workload): ServiceEndpoint => ({
  address: tcpAddress(workload.inbound.address, workload.inbound.port),
  locality: workload.locality ?? '',
  labels: workload.labels,
  weight: 1,
  mtls: effectiveMtls(model, workload, workload.inbound.servicePort).mode !== 'DISABLE',
})

function fromEntry({ entry, port }: Service, endpoint: Endpoint): ServiceEndpoint {
  const { address = '', labels = {}, locality = '', weight = 1 } = endpoint
  const real = endpoint.ports?.[entry?.port.name ?? ''] ?? entry?.port.targetPort ?? port
  return {
    address: address.startsWith(unixPrefix)
      ? pipeAddress(address.slice(unixPrefix.length))
      : tcpAddress(address, real),
    locality,
    labels,
    weight: weight || 1,
    mtls: labels['security.istio.io/tlsMode'] === 'istio',
  }
}
