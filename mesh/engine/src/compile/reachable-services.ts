import type { VirtualService } from '../model/kinds/virtual-service.ts'
import { fullHost, type Service } from '../model/registry.ts'
import type { Resource } from '../model/resource.ts'
import { isVisible } from '../model/visibility.ts'
import { proxyHosts } from './proxy-hosts.ts'
import { destinationsOf } from './route/destinations.ts'
import type { Scope } from './scope.ts'
import { includesHost, isImported, sidecarOf } from './sidecar-scope.ts'

const egressOf = ({ model, workload }: Scope) =>
  workload.kind === 'gateway' ? [] : (sidecarOf(model, workload)?.spec.egress ?? [])

/** The services that are exported to a workload and included in its Sidecar's egress. */
export function importedServices(scope: Scope): readonly Service[] {
  const { workload, services } = scope
  const visible = services.filter(
    ({ entry }) => entry === undefined || isVisible(entry.resource, workload.namespace),
  )
  const egress = egressOf(scope)
  if (egress.length === 0) return visible
  return visible.filter((service) => isImported(egress, workload.namespace, service))
}

/** The VirtualServices that apply to calls of a workload inside the mesh. */
export function virtualServicesOf(scope: Scope): readonly Resource<VirtualService>[] {
  const { model, workload } = scope
  const egress = egressOf(scope)
  const includesAnyHost = ({ spec, namespace }: Resource<VirtualService>) =>
    egress.length === 0 ||
    spec.hosts.some((host) =>
      egress.some((listener) =>
        includesHost(listener, workload.namespace, fullHost(host, namespace), namespace),
      ),
    )
  return model.VirtualService.filter(
    (service) =>
      isVisible(service, workload.namespace) &&
      service.spec.hosts.length > 0 &&
      (service.spec.gateways ?? ['mesh']).includes('mesh') &&
      includesAnyHost(service),
  )
}

/** Every service that a workload's proxy may have to connect to. */
export function reachableServices(scope: Scope): readonly Service[] {
  const { model, workload, services } = scope
  const namedHosts = new Set([
    ...proxyHosts(scope),
    ...(workload.kind === 'gateway'
      ? model.VirtualService.filter((service) => isVisible(service, workload.namespace))
      : includingDelegates(scope, virtualServicesOf(scope))
    ).flatMap((service) => destinationsOf(service).map(({ host }) => host)),
    ...(workload.outboundTcp ?? []).map(({ service }) => fullHost(service, workload.namespace)),
  ])
  const included = new Set(importedServices(scope))
  return services.filter((service) =>
    service.protocol === 'http'
      ? sendsHttp(scope) && (included.has(service) || namedHosts.has(service.host))
      : namedHosts.has(service.host),
  )
}

const includingDelegates = (
  { model }: Scope,
  services: readonly Resource<VirtualService>[],
): readonly Resource<VirtualService>[] => {
  const delegateNames = services.flatMap(({ spec, namespace }) =>
    spec.http.flatMap(({ delegate }) =>
      delegate === undefined ? [] : [`${delegate.namespace || namespace}/${delegate.name}`],
    ),
  )
  const delegates = model.VirtualService.filter(({ namespace, name }) =>
    delegateNames.includes(`${namespace}/${name}`),
  )
  return [...services, ...delegates]
}

const sendsHttp = ({ workload }: Scope) =>
  workload.kind === 'gateway' || workload.outboundHttpSocket !== undefined
