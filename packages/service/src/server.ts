import { chmodSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ServiceEnv } from './env.ts'
import { optimiseSooner } from './optimise-sooner.ts'

export interface RunningServer {
  readonly server: Server
  /** Stops accepting connections; resolves once the requests in progress are answered. */
  drain(): Promise<void>
}

/**
 * Serves the application on a Unix socket (a path) or on `[host]:port`; resolves once it listens.
 *
 * @example const server = await serve(createApp(deps), env.LISTEN)
 */
export async function serve(app: Hono<ServiceEnv>, listen: string): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  // Longer than the sidecar keeps an idle connection, so that the sidecar never reuses one that this server is closing.
  server.keepAliveTimeout = 75_000
  server.requestTimeout = 30_000
  const address = /^(?<host>[^/]*):(?<port>\d+)$/.exec(listen)?.groups
  if (!address) rmSync(listen, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (address) server.listen(Number(address.port), address.host || '0.0.0.0', resolve)
    else server.listen(listen, resolve)
  })
  if (!address) chmodSync(listen, 0o600)
  optimiseSooner()
  return {
    server,
    drain: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}
