import { isIP } from 'node:net'
import { isHttp, isHttp2, isTls } from './kinds/protocol.ts'
import type { ServiceEntry, ServiceEntryPort } from './kinds/service-entry.ts'
import type { Resource } from './resource.ts'
import { hasLabels } from './select.ts'
import type { Service } from './service.ts'
import type { Workload } from './workload.ts'

/** One service for each host and port of the ServiceEntries. */
export const entryServices = (
  entries: readonly Resource<ServiceEntry>[],
  workloads: readonly Workload[],
): readonly Service[] =>
  entries.flatMap((resource) =>
    resource.spec.hosts.flatMap((host) =>
      resource.spec.ports.map((port) => serviceOf(resource, host, port, workloads)),
    ),
  )

function serviceOf(
  resource: Resource<ServiceEntry>,
  host: string,
  port: ServiceEntryPort,
  workloads: readonly Workload[],
): Service {
  const { spec, namespace } = resource
  const protocol = port.protocol ?? ''
  return {
    host: host.toLowerCase(),
    name: host.split('.')[0] ?? host,
    namespace,
    port: port.number,
    protocol: isHttp(protocol) ? 'http' : 'tcp',
    instances: selected(resource, port, workloads),
    entry: {
      resource,
      port,
      resolution: spec.resolution,
      external: spec.location === 'MESH_EXTERNAL',
      http2: isHttp2(protocol),
      tls: isTls(protocol),
      endpoints: spec.endpoints ?? [],
      addresses: (spec.addresses ?? []).filter((address) => isIP(address) > 0),
    },
  }
}

/** The workloads that the entry's selector makes its endpoints. */
function selected(
  { spec, namespace }: Resource<ServiceEntry>,
  port: ServiceEntryPort,
  workloads: readonly Workload[],
): readonly Workload[] {
  if (spec.workloadSelector === undefined) return []
  const labels = Object.entries(spec.workloadSelector.labels ?? {})
  return workloads.filter(
    (workload) =>
      workload.namespace === namespace &&
      workload.kind === 'sidecar' &&
      hasLabels(workload, labels) &&
      workload.inbound.servicePort === (port.targetPort ?? port.number),
  )
}
