import type { MeshModel } from '../model/mesh-model.ts'
import { MeshError } from '../model/problem.ts'
import { servicesOf } from '../model/registry.ts'
import type { Workload } from '../workload.ts'
import { bootstrap } from './bootstrap.ts'
import { inboundOf } from './cluster/inbound.ts'
import { endpointsOf, outboundOf } from './cluster/outbound.ts'
import type { Config } from './config.ts'
import { edgeListeners } from './listener/edge.ts'
import { guardsOf } from './listener/guards.ts'
import { inboundListener } from './listener/inbound.ts'
import { outboundHttpListeners, outboundTcpListeners } from './listener/outbound.ts'
import { notCompiled } from './not-compiled.ts'
import { resourceOf } from './rbac/filters.ts'
import { edgeRoutes, sidecarRoutes } from './route/tables.ts'
import type { CompileSettings, Scope } from './scope.ts'
import { tracingClusters } from './tracing.ts'

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
  const refused = notCompiled(model)
  if (refused.length > 0) throw new MeshError(refused)
  const services = servicesOf(workloads)
  return new Map(
    workloads.map((workload) => {
      const scope = { model, services, workload, settings }
      return [workload.instance, { bootstrap: bootstrap(scope), resources: resourcesOf(scope) }]
    }),
  )
}

function resourcesOf(scope: Scope): readonly Config[] {
  const { workload, settings, services } = scope
  const edge = workload.kind === 'gateway'
  const reached = services.filter((service) => reaches(scope, service))
  return [
    ...tracingClusters(settings),
    ...inboundOf(workload),
    ...reached.map((service) => outboundOf(scope, service)),
    ...reached.map(endpointsOf),
    ...guardsOf(scope, edge ? 'http' : workload.inbound.protocol).map(resourceOf),
    edge ? edgeRoutes(scope) : sidecarRoutes(scope),
    ...(edge
      ? edgeListeners(scope)
      : [inboundListener(scope), ...outboundHttpListeners(scope), ...outboundTcpListeners(scope)]),
  ]
}

const reaches = ({ workload }: Scope, { protocol, name }: { protocol: string; name: string }) =>
  protocol === 'tcp'
    ? (workload.outboundTcp ?? []).some(({ service }) => service === name)
    : workload.kind === 'gateway' || workload.outboundHttpSocket !== undefined
