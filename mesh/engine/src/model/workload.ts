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
  /**
   * Where the Envoy offers its statistics to the metrics collector, over mutual TLS. Policies refer to
   * this port as `metricsServicePort`.
   */
  readonly metrics?: { readonly address: string; readonly port: number }
  /** What the metrics collector beside this sidecar reads. */
  readonly scrapes?: Scrapes
  /**
   * False when no workload may call this one, as with the annotation `networking.istio.io/exportTo:
   * '~'` of its Service: the other proxies are not configured for it.
   */
  readonly exported?: boolean
}

/** The port of a proxy's statistics in policies, as Istio's ENVOY_SECURE_METRICS_PORT. */
export const metricsServicePort = 15_091

/** The username with which a metrics collector authenticates to its sidecar. */
export const collectorUser = 'prometheus'

/**
 * A metrics collector cannot speak SPIFFE, so it uses its sidecar as an HTTP proxy: it requests
 * `http://NAME/PATH` in plain HTTP with Basic authentication (`collectorUser` and the password), and
 * the sidecar forwards the request to that one instance over mutual TLS.
 */
export interface Scrapes {
  readonly address: string
  readonly port: number
  readonly password: string
  readonly targets: readonly ScrapeTarget[]
}

/** One instance that is scraped; the sidecar accepts only a server of exactly this service account. */
export interface ScrapeTarget {
  /** The host in the collector's request, unique among the targets, such as `orders-2`. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly namespace: string
  readonly serviceAccount: string
  readonly paths: readonly string[]
}
