/** One running instance behind an Envoy: a service's replica, or the ingress gateway. */
export interface Workload {
  /** Unique among all workloads; names the folder of its Envoy files. */
  readonly instance: string
  readonly service: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly labels: Readonly<Record<string, string>>
  readonly kind: 'sidecar' | 'gateway'
  /** `region/zone/subzone`, for what a DestinationRule says of localities. */
  readonly locality?: string
  /** Where a gateway really listens for a port that a Gateway names; absent: all on the inbound one. */
  readonly gatewayPorts?: readonly { readonly number: number; readonly port: number }[]
  /** False: its Envoy is configured, but nobody is sent to it, as before it is ready. */
  readonly serving?: boolean
  readonly inbound: {
    readonly address: string
    /** The port really listened on; policies speak of `servicePort`. */
    readonly port: number
    readonly servicePort: number
    readonly protocol: 'http' | 'tcp'
    /** Where the application listens; a gateway has none. */
    readonly upstream?:
      | { readonly socket: string }
      | { readonly host: string; readonly port: number }
  }
  /** Unix socket on which the application hands in its outgoing HTTP requests. */
  readonly outboundHttpSocket?: string
  /** Loopback ports on which the application reaches TCP services. */
  readonly outboundTcp?: readonly { readonly service: string; readonly port: number }[]
  readonly adminSocket: string
}
