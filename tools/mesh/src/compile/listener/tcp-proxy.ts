import { type Config, typed } from '../config.ts'

const mostBytesBeforeDial = 16_384

/** `afterHandshake`: the upstream is dialled only for a peer whose certificate has been checked. */
export const tcpProxy = (cluster: string, afterHandshake = false): Config => ({
  name: 'envoy.filters.network.tcp_proxy',
  typed_config: typed('extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: cluster,
    cluster,
    idle_timeout: '0s',
    ...(afterHandshake ? dialAfterHandshake : {}),
  }),
})

const dialAfterHandshake: Config = {
  upstream_connect_mode: 'ON_DOWNSTREAM_TLS_HANDSHAKE',
  max_early_data_bytes: mostBytesBeforeDial,
}
