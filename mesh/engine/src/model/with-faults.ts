import { findConflicts } from './find-conflicts.ts'
import { hostsOverlap } from './hosts.ts'
import { gatewayKey } from './kinds/virtual-service/gateway-names.ts'
import type { VirtualService } from './kinds/virtual-service.ts'
import type { MeshModel } from './mesh-model.ts'
import { parseMeshFiles } from './parse-mesh.ts'
import { MeshError } from './problem.ts'
import type { MeshFile } from './read-folder.ts'
import { fullHost } from './registry.ts'
import type { Resource } from './resource.ts'

/**
 * The mesh with active faults. A fault's resource replaces the one with the same name; its
 * VirtualService or DestinationRule also replaces the normal one for the same host. Pure. Throws
 * MeshError.
 */
export function withFaults(model: MeshModel, files: readonly MeshFile[]): MeshModel {
  if (files.length === 0) return model
  const faults = parseMeshFiles(files)
  const combined: MeshModel = {
    ...withOtherKinds(model, faults),
    VirtualService: [
      ...withoutReplaced(model.VirtualService, faults.VirtualService).flatMap((service) =>
        withoutHosts(service, faults.VirtualService),
      ),
      ...faults.VirtualService,
    ],
    DestinationRule: [
      ...withoutReplaced(model.DestinationRule, faults.DestinationRule).filter(
        (rule) => !faults.DestinationRule.some((one) => hostOf(one) === hostOf(rule)),
      ),
      ...faults.DestinationRule,
    ],
  }
  const conflicting = findConflicts(combined)
  if (conflicting.length > 0) throw new MeshError(conflicting)
  return combined
}

/** Kinds without hosts, of which only resources with the same name are replaced. */
const withOtherKinds = (model: MeshModel, faults: MeshModel): MeshModel => ({
  ...model,
  ServiceEntry: [
    ...withoutReplaced(model.ServiceEntry, faults.ServiceEntry),
    ...faults.ServiceEntry,
  ],
  Sidecar: [...withoutReplaced(model.Sidecar, faults.Sidecar), ...faults.Sidecar],
  EnvoyFilter: [...withoutReplaced(model.EnvoyFilter, faults.EnvoyFilter), ...faults.EnvoyFilter],
})

const withoutReplaced = <Spec>(
  normal: readonly Resource<Spec>[],
  faults: readonly Resource<Spec>[],
): readonly Resource<Spec>[] =>
  normal.filter(
    (one) =>
      !faults.some(({ name, namespace }) => name === one.name && namespace === one.namespace),
  )

const hostOf = ({ spec, namespace }: Resource<{ readonly host: string }>) =>
  `${namespace} ${fullHost(spec.host, namespace)}`

/** A VirtualService without the hosts that a fault replaces at the same gateway. */
function withoutHosts(
  service: Resource<VirtualService>,
  faults: readonly Resource<VirtualService>[],
): readonly Resource<VirtualService>[] {
  const { spec, namespace } = service
  const replacing = faults.filter((fault) =>
    gatewaysOf(fault).some((gateway) => gatewaysOf(service).includes(gateway)),
  )
  const replacedHosts = replacing.flatMap((fault) =>
    fault.spec.hosts.map((host) => fullHost(host, fault.namespace)),
  )
  const hosts = spec.hosts.filter(
    (host) => !replacedHosts.some((one) => hostsOverlap(one, fullHost(host, namespace))),
  )
  if (hosts.length === spec.hosts.length) return [service]
  return hosts.length > 0 ? [{ ...service, spec: { ...spec, hosts } }] : []
}

const gatewaysOf = ({ spec, namespace }: Resource<VirtualService>) =>
  (spec.gateways ?? ['mesh']).map((name) => gatewayKey(name, namespace))
