import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { metricsResourcesOf } from './metrics/resources.ts'
import { brokerUsers, keyOf, monitor } from './nats/users.ts'
import type { PlatformOptions } from './options.ts'
import { brokerFolder } from './places.ts'
import type { Instance } from './plan.ts'
import type { Prepared } from './prepare.ts'
import { envoyResource, sidecarOf } from './resources/envoy.ts'
import { natsResource } from './resources/nats.ts'
import { postgresResource } from './resources/postgres.ts'
import { serviceResource } from './resources/service.ts'
import { trafficResource } from './resources/traffic.ts'
import { serviceEnv } from './service-env.ts'
import type { Resource } from './supervisor/resource.ts'

/** Every resource of a platform, in no particular order. */
export function resourcesOf(prepared: Prepared, options: PlatformOptions): Resource[] {
  const { tools, places, topology, plan, secrets, cluster, mesh } = prepared
  const { services } = topology
  const envoy = { program: tools.envoy }
  const roles = {
    databases: services.flatMap(({ database }) => (database ? [database] : [])),
    monitors: services
      .filter(({ monitors }) => monitors?.includes('database'))
      .map(({ name }) => name),
  }
  const platform = [
    postgresResource(cluster, secrets, roles),
    natsResource({
      program: tools.natsServer,
      folder: brokerFolder(places),
      port: plan.nats.port,
      users: brokerUsers(secrets, services),
      monitorSeed: keyOf(secrets, monitor).seed,
    }),
    envoyResource({
      ...{ ...envoy, name: sidecarOf('nats'), kind: 'sidecar', args: mesh.envoyArgs('nats') },
      ports: { inbound: plan.nats.inboundPort, metrics: plan.nats.metricsPort },
      adminSocket: plan.nats.adminSocket,
      accessLog: places.accessLog('nats'),
    }),
    envoyResource({
      ...{ ...envoy, name: 'edge', kind: 'edge', args: mesh.envoyArgs('edge') },
      ports: { https: plan.edge.port, metrics: plan.edge.metricsPort },
      adminSocket: plan.edge.adminSocket,
      accessLog: places.accessLog('edge'),
    }),
    ...plan.instances.flatMap((instance) => pairOf(instance, prepared, options)),
    ...metricsResourcesOf(prepared, options),
    ...prepared.traces.resources,
  ]
  const all = platform.map(({ name }) => name)
  if (!options.traffic) return platform
  const traffic = trafficResource({
    ...{ node: tools.node, root: repositoryRoot, home: options.home, after: all },
    ...(options.services ? {} : { openedFile: join(places.run, 'traffic.opened') }),
  })
  return [...platform, traffic]
}

/** One replica of a service and its sidecar. */
function pairOf(instance: Instance, prepared: Prepared, options: PlatformOptions): Resource[] {
  const { tools, places, mesh, traces } = prepared
  const { name, service } = instance
  return [
    envoyResource({
      ...{
        name: sidecarOf(name),
        kind: 'sidecar',
        program: tools.envoy,
        args: mesh.envoyArgs(name),
      },
      accessLog: places.accessLog(name),
      ports: {
        inbound: instance.inboundPort,
        nats: instance.natsPort,
        metrics: instance.metricsPort,
      },
      ...{ adminSocket: instance.adminSocket, outboundSocket: instance.outboundSocket },
    }),
    serviceResource({
      ...{ instance, node: tools.node, nodeArgs: options.nodeArgs?.[service.name] ?? [] },
      root: repositoryRoot,
      env: {
        ...serviceEnv(instance, prepared, process.env),
        ...(traces.otlpEndpoint && { OTEL_EXPORTER_OTLP_ENDPOINT: traces.otlpEndpoint }),
        ...options.env?.[service.name],
      },
    }),
  ]
}
