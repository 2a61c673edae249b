import { destinationOf } from './fields.ts'
import { at, isObject, type Json, mapObjects, objects } from './json.ts'
import type { Sent } from './sent.ts'

/** What a proxy does with a connection or a request to a host that no resource of the mesh names. */
export interface Fallback {
  /** The clusters that such a connection leads to. */
  readonly connections: readonly unknown[]
  /** What such a request is answered with, or where it is sent. */
  readonly requests: readonly unknown[]
  /** Listeners and route tables for outgoing calls that lead anywhere at all. */
  readonly anywhere: readonly unknown[]
  /** Clusters of a name that says neither a host nor the proxy's own port. */
  readonly otherClusters: readonly unknown[]
}

const anywhere = 'PassthroughCluster'

/** istiod sends these to every proxy, whatever it may call: only what leads to them matters. */
const builtIn = ['BlackHoleCluster', anywhere, 'InboundPassthroughCluster']

/** What istiod must send where hosts beyond the mesh are refused: with REGISTRY_ONLY. */
export const refusal = {
  connections: ['BlackHoleCluster'],
  anywhere: [],
  otherClusters: [],
} as const satisfies Partial<Fallback>

/** The fallback in what istiod sends to a sidecar. */
export function sentFallback({ clusters, listeners, routes }: Sent): Fallback {
  const outbound = listeners.find(({ name }) => name === 'virtualOutbound')
  if (!outbound) throw new Error('istiod sends no listener virtualOutbound')
  const chains = [...objects(outbound.filter_chains), outbound.default_filter_chain].filter(
    isObject,
  )
  const outgoing = listeners.filter(({ name }) => name !== 'virtualInbound')
  return {
    connections: distinct(chains.map(clusterOfChain)),
    requests: requestsIn(routes),
    anywhere: [...outgoing, ...routes].filter(leadsAnywhere).map(({ name }) => name),
    otherClusters: clusters.map(({ name }) => name).filter(isOther),
  }
}

/** The answers of the virtual hosts for any host in these route tables. One that is named after a Service serves its address alone. */
export function requestsIn(tables: readonly Json[]): readonly unknown[] {
  return distinct(tables.flatMap(answersOf))
}

const answersOf = ({ name, virtual_hosts: virtualHosts }: Json): readonly unknown[] =>
  objects(virtualHosts)
    .filter(({ domains }) => Array.isArray(domains) && domains.includes('*'))
    .flatMap((virtualHost) => objects(virtualHost.routes))
    .filter((route) => destinationOf(at(route, 'route', 'cluster')) !== (name ?? null))
    .map((route) => at(route, 'direct_response', 'status') ?? at(route, 'route', 'cluster') ?? null)

const distinct = (values: readonly unknown[]): readonly unknown[] => [...new Set(values)]

const clusterOfChain = (chain: Json): unknown =>
  objects(chain.filters)
    .map((filter) => at(filter, 'typed_config', 'cluster'))
    .find((cluster) => cluster !== undefined) ?? null

function leadsAnywhere(value: Json): boolean {
  let found = false
  mapObjects(value, (object) => {
    found ||= object.cluster === anywhere || object.name === anywhere
    return object
  })
  return found
}

const isOther = (name: unknown): boolean =>
  !/^(outbound|inbound)\|/.test(String(name)) && !builtIn.includes(String(name))
