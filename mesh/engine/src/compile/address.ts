import type { Config } from './config.ts'

export const tcpAddress = (address: string, port: number): Config => ({
  socket_address: { address, port_value: port },
})

export const pipeAddress = (path: string): Config => ({ pipe: { path } })

/** A Unix socket that only its owner may connect to. */
export const privatePipe = (path: string): Config => ({ pipe: { path, mode: 0o600 } })
