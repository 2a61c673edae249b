import { type Config, typed } from './config.ts'

/** A plaintext transport socket. */
export const rawBuffer: Config = {
  name: 'envoy.transport_sockets.raw_buffer',
  typed_config: typed('extensions.transport_sockets.raw_buffer.v3.RawBuffer', {}),
}
