import type { EffectivePolicy } from './cluster/policy.ts'
import { type Config, typed } from './config.ts'
import { rawBuffer } from './tls.ts'

const transport = 'extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport'

/** Sends a PROXY protocol header on each connection, when the rule sets `proxyProtocol`. */
export function withProxyProtocol(
  sockets: Config,
  setting: EffectivePolicy['proxyProtocol'],
): Config {
  if (setting === undefined) return sockets
  const wrap = (inner: unknown): Config => ({
    name: 'envoy.transport_sockets.upstream_proxy_protocol',
    typed_config: typed(transport, {
      config: { version: setting.version ?? 'V1' },
      transport_socket: inner,
    }),
  })
  const { transport_socket: single, transport_socket_matches: several } = sockets
  if (Array.isArray(several))
    return {
      transport_socket_matches: several.map((match: Config) => ({
        ...match,
        transport_socket: wrap(match.transport_socket),
      })),
    }
  return { transport_socket: wrap(single ?? rawBuffer) }
}
