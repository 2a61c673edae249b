import type { MeshSettings } from '../../model/settings.ts'
import type { Config } from '../config.ts'
import type { Direction } from '../scope.ts'

const headersOf = ({ written }: MeshSettings) => written.defaultConfig?.proxyHeaders

/** The `server` header of responses. */
export function serverHeader(settings: MeshSettings, direction: Direction): Config {
  const { disabled, value } = headersOf(settings)?.server ?? {}
  if (disabled) return { server_header_transformation: 'PASS_THROUGH' }
  const own = direction === 'outbound' ? undefined : 'istio-envoy'
  const name = value || own
  return name === undefined ? {} : { server_name: name }
}

/** Whether Envoy omits its `x-envoy-*` headers from requests and responses. */
export const suppressesDebugHeaders = (settings: MeshSettings): boolean =>
  headersOf(settings)?.envoyDebugHeaders?.disabled === true
