import { type Config, seconds, typed } from '../config.ts'

const maxBytesBeforeConnect = 16_384

interface Options {
  /** Connects to the upstream only after the TLS handshake, so only for a verified peer. */
  readonly afterHandshake?: boolean
  readonly idleMs?: number | undefined
  readonly maxDurationMs?: number | undefined
  /**
   * Access log; its entry is written when the connection ends, as only then the outcome is known.
   */
  readonly log?: Config
}

export const tcpProxy = (
  to: Config,
  name: string,
  { afterHandshake = false, idleMs = 0, maxDurationMs, log = {} }: Options = {},
): Config => ({
  name: 'envoy.filters.network.tcp_proxy',
  typed_config: typed('extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: name,
    ...to,
    idle_timeout: seconds(idleMs),
    ...(maxDurationMs === undefined
      ? {}
      : { max_downstream_connection_duration: seconds(maxDurationMs) }),
    ...(afterHandshake ? connectAfterHandshake : {}),
    ...log,
  }),
})

const connectAfterHandshake: Config = {
  upstream_connect_mode: 'ON_DOWNSTREAM_TLS_HANDSHAKE',
  max_early_data_bytes: maxBytesBeforeConnect,
}
