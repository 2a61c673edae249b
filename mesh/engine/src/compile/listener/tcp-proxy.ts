import { type Config, seconds, typed } from '../config.ts'

const maxBytesBeforeConnect = 16_384

interface Options {
  /** The upstream is dialled only for a peer whose certificate has been checked. */
  readonly afterHandshake?: boolean
  readonly idleMs?: number | undefined
  readonly maxDurationMs?: number | undefined
  /** A line when a connection ends: earlier nobody knows whether it was allowed. */
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
