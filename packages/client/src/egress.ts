import { Agent as HttpAgent } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { Pool } from 'undici'

/** How one service reaches another: through the Unix socket of its own sidecar, or by name in a cluster. */
export interface Destination {
  /** Name of the service called; its sidecar finds it by this. */
  readonly to: string
  readonly port: number
  /** Unix socket of the own sidecar's outbound side; absent in a cluster, where traffic is redirected. */
  readonly egress?: string | undefined
}

/** Base address for clients that want one. */
export const originOf = ({ to, port }: Destination): string => `http://${to}:${port}`

export const poolTo = (destination: Destination, connections: number): Pool =>
  new Pool(originOf(destination), {
    connections,
    keepAliveTimeout: 30_000,
    ...(destination.egress && { socketPath: destination.egress }),
  })

class SocketAgent extends HttpAgent {
  readonly #path: string

  constructor(path: string, maxSockets: number) {
    super({ keepAlive: true, maxSockets })
    this.#path = path
  }

  override createConnection(): Duplex {
    return connect(this.#path)
  }
}

/** For SDKs built on node:http. */
export const agentTo = ({ egress }: Destination, maxSockets = 64): HttpAgent =>
  egress ? new SocketAgent(egress, maxSockets) : new HttpAgent({ keepAlive: true, maxSockets })
