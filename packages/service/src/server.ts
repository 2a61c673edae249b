import { chmodSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ServiceEnv } from './env.ts'
import { optimiseSooner } from './optimise-sooner.ts'
import { answerWhileStarting } from './starting.ts'

/** Above what the edge lets in and the sidecars add, so that the edge refuses what is too large: Node's answer would have no body. */
const maxHeaderSize = 96 * 1024
/**
 * Longer than a sidecar keeps an idle connection, so that it never sends a request over one that this server is closing: 4 s on the laptop, and an
 * hour in a cluster, Envoy's default, since istiod sets no other.
 */
const keepAliveMs = 65 * 60_000
const closeIdleEveryMs = 50
/** Of what a laptop and a cluster give a service to end in, 10 s, this leaves the rest to its consumers and its outbox. */
const answerWithinMs = 5_000

export interface RunningServer {
  readonly server: Server
  /** Stops accepting connections and ends those that there are; resolves once the requests in progress are answered, or after 5 s. */
  drain(): Promise<void>
}

export interface ListeningServer extends RunningServer {
  /** From now on the application answers. */
  serve(app: Hono<ServiceEnv>): void
}

/**
 * Listens on a Unix socket (a path) or on `[host]:port` before there is an application, which may need a broker that is
 * away: until `serve` is called, `/livez` answers 200 and everything else 503.
 *
 * @example
 * const server = await listen(env.LISTEN)
 * const bus = await connectBus(env.NATS_URL, options)
 * server.serve(createApp({ bus }))
 */
export async function listen(at: string): Promise<ListeningServer> {
  let answer: (request: Request, env: object) => Response | Promise<Response> = answerWhileStarting
  let draining = false
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      const response = await answer(request, env)
      if (draining) response.headers.set('connection', 'close')
      return response
    },
    serverOptions: { maxHeaderSize },
  }) as Server
  server.keepAliveTimeout = keepAliveMs
  server.requestTimeout = 30_000
  const address = /^(?<host>[^/]*):(?<port>\d+)$/.exec(at)?.groups
  if (!address) rmSync(at, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (address) server.listen(Number(address.port), address.host || '0.0.0.0', resolve)
    else server.listen(at, resolve)
  })
  if (!address) chmodSync(at, 0o600)
  return {
    server,
    serve: ({ fetch }) => {
      answer = fetch
      optimiseSooner()
    },
    drain: () =>
      new Promise((resolve) => {
        draining = true
        // A connection whose answer was under way becomes idle, and Node would keep it for the whole time above.
        const closing = setInterval(() => server.closeIdleConnections(), closeIdleEveryMs)
        const late = setTimeout(() => server.closeAllConnections(), answerWithinMs)
        server.close(() => {
          clearInterval(closing)
          clearTimeout(late)
          resolve()
        })
      }),
  }
}

/**
 * Serves the application on a Unix socket (a path) or on `[host]:port`; resolves once it listens.
 *
 * @example const server = await serve(createApp(deps), env.LISTEN)
 */
export async function serve(app: Hono<ServiceEnv>, at: string): Promise<RunningServer> {
  const server = await listen(at)
  server.serve(app)
  return server
}
