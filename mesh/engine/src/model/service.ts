import type { Endpoint } from './kinds/service-entry/endpoint.ts'
import type { ServiceEntry, ServiceEntryPort } from './kinds/service-entry.ts'
import type { Resource } from './resource.ts'
import type { Workload } from './workload.ts'

export interface Service {
  /** Fully qualified, such as `orders.commerce.svc.cluster.local`. */
  readonly host: string
  readonly name: string
  readonly namespace: string
  readonly port: number
  readonly protocol: 'http' | 'tcp'
  readonly instances: readonly Workload[]
  /** Its ServiceEntry; undefined for a service of the mesh's own workloads. */
  readonly entry?: Entry
}

/** How to resolve and call the host of a ServiceEntry at one of its ports. */
export interface Entry {
  readonly resource: Resource<ServiceEntry>
  readonly port: ServiceEntryPort
  readonly resolution: ServiceEntry['resolution']
  readonly external: boolean
  readonly http2: boolean
  /** The application itself speaks TLS, so the proxy sees no requests. */
  readonly tls: boolean
  readonly endpoints: readonly Endpoint[]
  /** IP addresses that callers may use instead of the host. */
  readonly addresses: readonly string[]
}
