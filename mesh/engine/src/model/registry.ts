import { isIP } from 'node:net'
import type { Service } from './service.ts'
import type { Workload } from './workload.ts'

export type { Service } from './service.ts'

const domain = 'svc.cluster.local'

export const spiffeId = (
  workload: Pick<Workload, 'namespace' | 'serviceAccount'>,
  trustDomain: string,
): string => `spiffe://${trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`

/** The services behind the sidecars: replicas of one service share its host. */
export function servicesOf(workloads: readonly Workload[]): readonly Service[] {
  const groups = Map.groupBy(
    workloads.filter(({ kind }) => kind === 'sidecar'),
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

/** A host as written in a resource of `namespace`, fully qualified. Other hosts stay as they are. */
export function qualify(host: string, namespace: string): string {
  const parts = host.split('.')
  if (parts.length === 1) return `${host}.${namespace}.${domain}`
  if (parts.length === 2) return `${host}.${domain}`
  if (parts.length === 3 && parts[2] === 'svc') return `${host}.cluster.local`
  return host
}

/** A host as Istio reads it in a resource of `namespace`: only a name without a dot is made whole. */
export const fullHost = (host: string, namespace: string): string =>
  host.includes('.') || host.startsWith('*') || isIP(host) > 0
    ? host.toLowerCase()
    : `${host.toLowerCase()}.${namespace}.${domain}`

/** Every name under which a caller in `namespace` may ask for the service, without port. */
export function namesOf(service: Service, caller: string): readonly string[] {
  const { host, name, namespace, entry } = service
  if (entry !== undefined && !host.endsWith(`.${domain}`)) return [host, ...entry.addresses]
  const qualified = [`${name}.${namespace}`, `${name}.${namespace}.svc`, host]
  return namespace === caller ? [name, ...qualified] : qualified
}

export const outboundCluster = (
  service: Pick<Service, 'host' | 'port'>,
  subset: string | undefined = '',
): string => `outbound|${service.port}|${subset}|${service.host}`
