import { type Config, typed } from '../config.ts'

/** Detects TLS and reads the SNI from the first bytes of a connection. */
export const tlsInspector: Config = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: typed('extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
}
