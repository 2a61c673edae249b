/** One instance behind an Envoy: a replica of a service, or the ingress gateway. */
export interface Workload {
  /** Unique among all workloads; the name of its folder of Envoy files. */
  readonly instance: string
  readonly service: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly labels: Readonly<Record<string, string>>
  readonly kind: 'sidecar' | 'gateway'
  /** `region/zone/subzone`, for the locality settings of DestinationRules. */
  readonly locality?: string
  /**
   * The ports that a gateway listens on, by the port in the Gateway; without it, the inbound port
   * for all.
   */
  readonly gatewayPorts?: readonly { readonly number: number; readonly port: number }[]
  /**
   * False for a workload whose Envoy is configured but receives no calls, such as one that is not
   * ready.
   */
  readonly serving?: boolean
  readonly inbound: {
    readonly address: string
    /** The port that the Envoy listens on; policies refer to `servicePort`. */
    readonly port: number
    readonly servicePort: number
    readonly protocol: 'http' | 'tcp'
    /** Where the application listens; undefined for a gateway. */
    readonly upstream?:
      | { readonly socket: string }
      | { readonly host: string; readonly port: number }
  }
  /** Unix socket to which the application sends its outgoing HTTP requests. */
  readonly outboundHttpSocket?: string
  /** Loopback ports at which the application reaches TCP services. */
  readonly outboundTcp?: readonly { readonly service: string; readonly port: number }[]
  readonly adminSocket: string
}
