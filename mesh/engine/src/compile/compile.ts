import type { MeshModel } from '../model/mesh-model.ts'
import { MeshError } from '../model/problem.ts'
import type { Workload } from '../model/workload.ts'
import { bootstrap } from './bootstrap.ts'
import { assignmentsOf } from './cluster/assignment.ts'
import { usesEds } from './cluster/discovery.ts'
import { inboundClusters } from './cluster/inbound.ts'
import { outboundClusters } from './cluster/outbound.ts'
import type { Config } from './config.ts'
import { filterSettings } from './envoy-filter/filters.ts'
import { unsupportedPatches } from './envoy-filter/unsupported-patches.ts'
import { gatewayListeners } from './gateway/listeners.ts'
import { gatewayRoutes } from './gateway/routes.ts'
import { hostConflicts } from './host-conflicts.ts'
import { inboundListener } from './listener/inbound.ts'
import { adminClusters, metricsListeners } from './listener/metrics.ts'
import { outboundHttpListeners } from './listener/outbound.ts'
import { outboundTcpListeners } from './listener/outbound-tcp.ts'
import { scrapeClusters, scrapeListeners } from './listener/scrapes.ts'
import { securityFilters } from './listener/security-filters.ts'
import { filterResource } from './rbac/filters.ts'
import { reachableServices } from './reachable-services.ts'
import { passthroughClusters } from './route/fallback.ts'
import { inboundRoutes } from './route/inbound-table.ts'
import { sidecarRoutes } from './route/sidecar-table.ts'
import { type CompileSettings, type Scope, scopesOf } from './scope.ts'
import { tracingClusters } from './telemetry/tracing.ts'
import { unknownProviders } from './telemetry/unknown-providers.ts'
import { unsupportedFields } from './unsupported-fields.ts'

/** The configuration of one workload's Envoy, without its certificates. */
export interface Compiled {
  readonly bootstrap: Config
  /**
   * Listeners, clusters, endpoints, routes and filter configurations, each with its `@type` and
   * name.
   */
  readonly resources: readonly Config[]
}

/**
 * Compiles the mesh to the configuration of every workload's Envoy, by instance. Pure. Throws
 * MeshError when a resource has a field, value or patch that the compiler does not support.
 *
 * @example compile(await parseMesh('mesh/istio'), workloads, settings).get('orders')?.resources
 */
export function compile(
  model: MeshModel,
  workloads: readonly Workload[],
  settings: CompileSettings,
): ReadonlyMap<string, Compiled> {
  const scopes = scopesOf(model, workloads, settings)
  const refused = [
    ...hostConflicts(scopes),
    ...unsupportedFields(model),
    ...unsupportedPatches(model.EnvoyFilter),
    ...unknownProviders(model),
  ]
  if (refused.length > 0) throw new MeshError(refused)
  return new Map(
    scopes.map((scope) => [
      scope.workload.instance,
      { bootstrap: bootstrap(scope), resources: resourcesOf(scope) },
    ]),
  )
}

function resourcesOf(scope: Scope): readonly Config[] {
  const { workload, settings } = scope
  const gateway = workload.kind === 'gateway'
  const services = reachableServices(scope)
  return [
    ...tracingClusters(settings),
    ...inboundClusters(scope),
    ...adminClusters(scope),
    ...scrapeClusters(scope),
    ...services.flatMap((service) => outboundClusters(scope, service)),
    ...services
      .filter((service) => usesEds(service))
      .flatMap((service) => assignmentsOf(scope, service)),
    ...securityFilters(scope, gateway ? 'http' : workload.inbound.protocol).map(filterResource),
    ...filterSettings(scope),
    ...metricsListeners(scope),
    ...scrapeListeners(scope),
    ...(gateway ? gatewayResources(scope) : sidecarResources(scope)),
  ]
}

const gatewayResources = (scope: Scope) => [...gatewayRoutes(scope), ...gatewayListeners(scope)]

const sidecarResources = (scope: Scope) => [
  ...(scope.workload.outboundHttpSocket === undefined
    ? []
    : [...passthroughClusters(scope), sidecarRoutes(scope)]),
  ...inboundRoutes(scope),
  inboundListener(scope),
  ...outboundHttpListeners(scope),
  ...outboundTcpListeners(scope),
]
