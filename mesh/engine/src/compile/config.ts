/** A part of Envoy's configuration, in the JSON form of its protobuf messages. */
export type Config = Readonly<Record<string, unknown>>

const types = 'type.googleapis.com/envoy'

export const typed = (message: string, fields: Config): Config => ({
  '@type': `${types}.${message}`,
  ...fields,
})

export const seconds = (ms: number): string => `${ms / 1_000}s`

export const meshCluster = 'mesh'

/** Connects to any host; its name is Istio's. */
export const passthroughCluster = 'PassthroughCluster'

/** Longer than the discovery server keeps a request open. */
const requestTimeout = '90s'

/**
 * The discovery server as a source of configuration; it keeps a request open until there is a
 * change.
 */
export const meshConfigSource: Config = {
  resource_api_version: 'V3',
  api_config_source: {
    api_type: 'REST',
    transport_api_version: 'V3',
    cluster_names: [meshCluster],
    refresh_delay: '0.1s',
    request_timeout: requestTimeout,
  },
}
