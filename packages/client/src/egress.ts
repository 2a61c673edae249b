import { Agent as HttpAgent } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { Pool } from 'undici'

/** Where a call goes: through the Unix socket of the caller's own sidecar, or directly by name in a cluster. */
export interface Destination {
  /** Name of the called service, by which the sidecar routes the request. */
  readonly to: string
  readonly port: number
  /** Unix socket of the own sidecar's outbound listener; absent in a cluster, where Istio redirects the traffic. */
  readonly egress?: string | undefined
}

/**
 * The base URL of a service, for SDKs that need one.
 *
 * @example originOf({ to: 'sandbox', port: 4010 }) // 'http://sandbox:4010'
 */
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

/** A `node:http` agent that reaches the destination like a client does, for SDKs built on `node:http`. */
export const agentTo = ({ egress }: Destination, maxSockets = 64): HttpAgent =>
  egress ? new SocketAgent(egress, maxSockets) : new HttpAgent({ keepAlive: true, maxSockets })
