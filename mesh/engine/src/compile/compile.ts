import type { MeshModel } from '../model/mesh-model.ts'
import { MeshError } from '../model/problem.ts'
import type { Workload } from '../model/workload.ts'
import { bootstrap } from './bootstrap.ts'
import { assignmentsOf } from './cluster/assignment.ts'
import { isTold } from './cluster/discovery.ts'
import { inboundOf } from './cluster/inbound.ts'
import { outboundOf } from './cluster/outbound.ts'
import type { Config } from './config.ts'
import { filterSettings } from './envoy-filter/filters.ts'
import { unsupportedPatches } from './envoy-filter/unsupported-patches.ts'
import { gatewayListeners } from './gateway/listeners.ts'
import { gatewayRoutes } from './gateway/routes.ts'
import { guardsOf } from './listener/guards.ts'
import { inboundListener } from './listener/inbound.ts'
import { outboundHttpListeners } from './listener/outbound.ts'
import { outboundTcpListeners } from './listener/outbound-tcp.ts'
import { resourceOf } from './rbac/filters.ts'
import { reached } from './reach.ts'
import { passthroughClusters } from './route/elsewhere.ts'
import { inboundRoutes } from './route/inbound-table.ts'
import { sidecarRoutes } from './route/sidecar-table.ts'
import { type CompileSettings, type Scope, scopesOf } from './scope.ts'
import { takenHosts } from './taken-hosts.ts'
import { refusedProviders } from './telemetry/refused.ts'
import { tracingClusters } from './telemetry/tracing.ts'
import { unsupportedFields } from './unsupported-fields.ts'

/** All that one workload's Envoy is told, its certificates aside. */
export interface Compiled {
  readonly bootstrap: Config
  /** Listeners, clusters, endpoints, routes and filters, each with its `@type` and name. */
  readonly resources: readonly Config[]
}

/** The configuration of every workload's Envoy, by instance. Pure. Throws MeshError. */
export function compile(
  model: MeshModel,
  workloads: readonly Workload[],
  settings: CompileSettings,
): ReadonlyMap<string, Compiled> {
  const scopes = scopesOf(model, workloads, settings)
  const refused = [
    ...takenHosts(scopes),
    ...unsupportedFields(model),
    ...unsupportedPatches(model.EnvoyFilter),
    ...refusedProviders(model),
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
  const services = reached(scope)
  return [
    ...tracingClusters(settings),
    ...inboundOf(scope),
    ...services.flatMap((service) => outboundOf(scope, service)),
    ...services
      .filter((service) => isTold(service))
      .flatMap((service) => assignmentsOf(scope, service)),
    ...guardsOf(scope, gateway ? 'http' : workload.inbound.protocol).map(resourceOf),
    ...filterSettings(scope),
    ...(gateway ? atGateway(scope) : besideApplication(scope)),
  ]
}

const atGateway = (scope: Scope) => [...gatewayRoutes(scope), ...gatewayListeners(scope)]

const besideApplication = (scope: Scope) => [
  ...(scope.workload.outboundHttpSocket === undefined
    ? []
    : [...passthroughClusters(scope), sidecarRoutes(scope)]),
  ...inboundRoutes(scope),
  inboundListener(scope),
  ...outboundHttpListeners(scope),
  ...outboundTcpListeners(scope),
]
