import { type Config, typed } from '../config.ts'

/** Reads the first bytes of a connection: whether it is TLS, and for which name. */
export const tlsInspector: Config = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: typed('extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
}
