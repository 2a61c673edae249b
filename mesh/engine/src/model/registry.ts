import { isIP } from 'node:net'
import type { Service } from './service.ts'
import type { Workload } from './workload.ts'

export type { Service } from './service.ts'

const domain = 'svc.cluster.local'

/** The SPIFFE ID of a workload, such as `spiffe://cluster.local/ns/commerce/sa/orders`. */
export const spiffeId = (
  workload: Pick<Workload, 'namespace' | 'serviceAccount'>,
  trustDomain: string,
): string => `spiffe://${trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`

/** The services of the sidecars' workloads; replicas of a service share its host. */
export function servicesOf(workloads: readonly Workload[]): readonly Service[] {
  const groups = Map.groupBy(
    workloads.filter(({ kind, exported }) => kind === 'sidecar' && exported !== false),
    ({ service, namespace }) => `${service}.${namespace}.${domain}`,
  )
  return [...groups].flatMap(([host, instances]) => {
    const [first] = instances
    if (first === undefined) return []
    const { service: name, namespace, inbound } = first
    return [
      { host, name, namespace, port: inbound.servicePort, protocol: inbound.protocol, instances },
    ]
  })
}

/**
 * The fully qualified host of a short name in a resource of `namespace`: `a`, `a.ns` and `a.ns.svc`
 * become `a.ns.svc.cluster.local`. Other hosts stay unchanged.
 */
export function qualifyHost(host: string, namespace: string): string {
  const parts = host.split('.')
  if (parts.length === 1) return `${host}.${namespace}.${domain}`
  if (parts.length === 2) return `${host}.${domain}`
  if (parts.length === 3 && parts[2] === 'svc') return `${host}.cluster.local`
  return host
}

/**
 * The host that Istio reads in a resource of `namespace`: it qualifies only names without a dot.
 */
export const fullHost = (host: string, namespace: string): string =>
  host.includes('.') || host.startsWith('*') || isIP(host) > 0
    ? host.toLowerCase()
    : `${host.toLowerCase()}.${namespace}.${domain}`

/**
 * Every host name, without port, that a caller in the namespace `caller` may use for the service.
 */
export function namesOf(service: Service, caller: string): readonly string[] {
  const { host, name, namespace, entry } = service
  if (entry !== undefined && !host.endsWith(`.${domain}`)) return [host, ...entry.addresses]
  const qualified = [`${name}.${namespace}`, `${name}.${namespace}.svc`, host]
  return namespace === caller ? [name, ...qualified] : qualified
}

/** The name of the cluster for a service, or for one of its subsets. */
export const outboundCluster = (
  service: Pick<Service, 'host' | 'port'>,
  subset: string | undefined = '',
): string => `outbound|${service.port}|${subset}|${service.host}`
