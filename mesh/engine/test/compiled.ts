import { compile, parseMeshFiles, type Workload } from '../src/index.ts'
import { edgeWorkload, serviceWorkload } from './workloads.ts'

type Config = Readonly<Record<string, unknown>>

const run = (name: string) => `/run/${name}`
const member = (instance: string, service: string, port: number, more: object): Workload => ({
  ...serviceWorkload(run, service, instance, port, port + 100),
  ...more,
})

/** A client, a service with three replicas in three localities, and a gateway. */
export const workloads: readonly Workload[] = [
  member('web', 'web', 1, {
    locality: 'r1/z1/a',
    labels: { app: 'web', tier: 'front' },
    outboundTcp: [{ service: 'db.test', port: 7_000 }],
  }),
  member('api-1', 'api', 2, { locality: 'r1/z1/a', labels: { app: 'api', version: 'v1' } }),
  member('api-2', 'api', 3, { locality: 'r1/z2/b', labels: { app: 'api', version: 'v2' } }),
  member('api-3', 'api', 4, { locality: 'r2/z1/c', labels: { app: 'api', version: 'v2' } }),
  edgeWorkload(run, 9),
]

const settings = {
  meshSocket: '/run/mesh.sock',
  caFile: '/ca.pem',
  systemCaFile: '/system.pem',
  otlpEndpoint: 'http://127.0.0.1:4318',
}

/** Compiles resources, and returns the configuration of one workload's Envoy. */
export function compiled(resources: readonly string[], instance = 'web') {
  const model = parseMeshFiles([
    { file: 'a.yaml', text: ['# a mesh', ...resources].join('\n---\n') },
  ])
  const all = compile(model, workloads, settings).get(instance)?.resources ?? []
  const named = (kind: string, name: string) =>
    all.find(
      (one) =>
        String(one['@type']).endsWith(kind) && (one.name === name || one.cluster_name === name),
    ) ?? {}
  return {
    all,
    cluster: (name: string) => named('.Cluster', name),
    endpoints: (name: string) => named('.ClusterLoadAssignment', name),
    listener: (name: string) => named('.Listener', name),
    table: (name: string) => named('.RouteConfiguration', name),
    /** The routes of a host in the route table of a sidecar. */
    routes: (host: string) => routesOf(named('.RouteConfiguration', 'routes'), host),
  }
}

export function routesOf(table: Config, host: string): readonly Config[] {
  const hosts = (table.virtual_hosts ?? []) as readonly Config[]
  return (hosts.find(({ name }) => name === host)?.routes ?? []) as readonly Config[]
}
