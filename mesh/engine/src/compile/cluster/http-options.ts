import type { ConnectionPool } from '../../model/kinds/destination-rule/connection-pool.ts'
import type { MeshConfig } from '../../model/kinds/mesh-config.ts'
import { type Config, seconds, typed } from '../config.ts'

export type HttpVersion = 'http1' | 'http2' | 'client'

/** HTTP/2 when the server speaks it, or when the DestinationRule or MeshConfig upgrades to it. */
export function versionOf(
  pool: ConnectionPool | undefined,
  serverSpeaksHttp2: boolean,
  mesh: MeshConfig,
): HttpVersion {
  if (pool?.http?.useClientProtocol) return 'client'
  const upgrade = pool?.http?.h2UpgradePolicy ?? 'DEFAULT'
  const wanted = upgrade === 'DEFAULT' ? mesh.h2UpgradePolicy === 'UPGRADE' : upgrade === 'UPGRADE'
  return serverSpeaksHttp2 || wanted ? 'http2' : 'http1'
}

interface Options {
  readonly version: HttpVersion
  readonly pool?: ConnectionPool | undefined
  readonly idleMs?: number
  /** Uses the request's host as SNI, or as the name that the server's certificate must have. */
  readonly nameFromHost?: { readonly sni: boolean; readonly certificate: boolean }
}

export function httpOptions({ version, pool, idleMs, nameFromHost }: Options): Config {
  const message = 'extensions.upstreams.http.v3.HttpProtocolOptions'
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(message, {
      common_http_protocol_options: common(pool, idleMs),
      ...protocols(version, pool),
      ...(nameFromHost === undefined
        ? {}
        : {
            upstream_http_protocol_options: {
              auto_sni: nameFromHost.sni,
              auto_san_validation: nameFromHost.certificate,
            },
          }),
    }),
  }
}

function common(pool: ConnectionPool | undefined, idleMs: number | undefined): Config {
  const idle = pool?.http?.idleTimeout ?? pool?.tcp?.idleTimeout ?? idleMs
  const limit = pool?.http?.maxRequestsPerConnection
  const lifetime = pool?.tcp?.maxConnectionDuration
  return {
    ...(idle === undefined ? {} : { idle_timeout: seconds(idle) }),
    ...(limit ? { max_requests_per_connection: limit } : {}),
    ...(lifetime === undefined ? {} : { max_connection_duration: seconds(lifetime) }),
  }
}

function protocols(version: HttpVersion, pool: ConnectionPool | undefined): Config {
  const http2 = { http2_protocol_options: http2Options(pool) }
  const http1 = { http_protocol_options: {} }
  if (version === 'client') return { use_downstream_protocol_config: { ...http1, ...http2 } }
  return { explicit_http_config: version === 'http2' ? http2 : http1 }
}

function http2Options(pool: ConnectionPool | undefined): Config {
  const streams = pool?.http?.maxConcurrentStreams
  const alive = pool?.http?.http2KeepAlive
  return {
    ...(streams ? { max_concurrent_streams: streams } : {}),
    ...(alive === undefined
      ? {}
      : {
          connection_keepalive: {
            interval: seconds(alive.interval),
            timeout: seconds(alive.timeout),
          },
        }),
  }
}
