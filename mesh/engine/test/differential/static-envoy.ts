import type { Compiled, Workload } from '../../src/index.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const typeOf = (resource: Json) => String(resource['@type']).split('.').at(-1)

/** A compiled listener with its filters and routes inlined, so that it needs no discovery. */
export function listenerOf({ resources }: Compiled, name: string): Json {
  const filters = new Map(
    resources.filter((one) => typeOf(one) === 'TypedExtensionConfig').map((one) => [one.name, one]),
  )
  const routes = new Map(
    resources
      .filter((one) => typeOf(one) === 'RouteConfiguration')
      .map(({ '@type': _, ...one }) => [one.name, one]),
  )
  const inlined = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inlined)
    if (!isObject(value)) return value
    if ('config_discovery' in value) {
      const found = filters.get(value.name)
      if (found === undefined) throw new Error(`there is no filter ${value.name}`)
      return { name: value.name, typed_config: inlined(found.typed_config) }
    }
    if (isObject(value.rds)) {
      const { rds, ...rest } = value
      return inlined({ ...rest, route_config: routes.get(rds.route_config_name) })
    }
    const entries = Object.entries(value).filter(([key]) => key !== 'sds_config')
    return Object.fromEntries(entries.map(([key, inner]) => [key, inlined(inner)]))
  }
  const listener = resources.find((one) => typeOf(one) === 'Listener' && one.name === 'inbound')
  if (listener === undefined) throw new Error('there is no inbound listener')
  return { ...(inlined(listener) as Json), name }
}

/** The clusters behind a listener: the application, and services with the given endpoint. */
export const clustersOf = ({ resources }: Compiled, endpoint: Json): readonly Json[] =>
  resources
    .filter((one) => typeOf(one) === 'Cluster' && one.name !== 'PassthroughCluster')
    .map((cluster) => {
      if (cluster.type !== 'EDS') return cluster
      const { eds_cluster_config: _, transport_socket_matches: __, ...rest } = cluster
      const endpoints = [{ lb_endpoints: [{ endpoint: { address: endpoint } }] }]
      return { ...rest, type: 'STATIC', load_assignment: { cluster_name: cluster.name, endpoints } }
    })

interface Parts {
  readonly adminSocket: string
  readonly listeners: readonly Json[]
  readonly clusters: readonly Json[]
  readonly runtime: unknown
  readonly identity: { readonly certPem: string; readonly keyPem: string }
}

/** The complete configuration of an Envoy without discovery. */
export const staticBootstrap = ({
  adminSocket,
  listeners,
  clusters,
  runtime,
  identity,
}: Parts): Json => ({
  node: { id: 'differential', cluster: 'differential' },
  admin: { address: { pipe: { path: adminSocket } } },
  layered_runtime: runtime,
  static_resources: {
    listeners: listeners.map(withoutType),
    clusters: clusters.map(withoutType),
    secrets: [
      {
        name: 'default',
        tls_certificate: {
          certificate_chain: { inline_string: identity.certPem },
          private_key: { inline_string: identity.keyPem },
        },
      },
    ],
  },
})

const withoutType = ({ '@type': _, ...rest }: Json): Json => rest

export const target = (port: number, socket: string, protocol: 'http' | 'tcp'): Workload => ({
  instance: 'target',
  service: 'b',
  namespace: 'ns1',
  serviceAccount: 'b',
  labels: { app: 'b', version: 'v1' },
  kind: 'sidecar',
  inbound: { address: '127.0.0.1', port, servicePort: 8_080, protocol, upstream: { socket } },
  outboundHttpSocket: '/unused.sock',
  adminSocket: '/unused-admin.sock',
})

/** The service of the external authorizers. */
export const authorizer: Workload = {
  instance: 'authorizer',
  service: 'authorizer',
  namespace: 'ns1',
  serviceAccount: 'authorizer',
  labels: { app: 'authorizer' },
  kind: 'sidecar',
  inbound: { address: '127.0.0.1', port: 1, servicePort: 9_000, protocol: 'http' },
  adminSocket: '/unused-admin.sock',
}
