import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createClient } from '@stoa/client'
import { freshDatabase } from '@stoa/postgres'
import { createLog, loadConfig, serve } from '@stoa/service'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import type { Tables } from './tables.ts'
import { wire } from './wire.ts'

export const settings = {
  LISTEN: '127.0.0.1:0',
  DATABASE_URL: 'unused',
  STRIPE_API_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
  PAYPAL_CLIENT_ID: 'paypal-client',
  PAYPAL_CLIENT_SECRET: 'paypal-secret',
  PAYPAL_WEBHOOK_ID: 'WH-0123456789',
  FEDEX_CLIENT_ID: 'fedex-client',
  FEDEX_CLIENT_SECRET: 'fedex-secret',
  FEDEX_WEBHOOK_SECRET: 'fedex-webhooks',
  UPS_CLIENT_ID: 'ups-client',
  UPS_CLIENT_SECRET: 'ups-secret',
  UPS_WEBHOOK_SECRET: 'ups-webhooks',
}

export interface Arrived {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Receives webhooks in place of payments and shipping. */
async function startReceiver() {
  const arrived: Arrived[] = []
  let waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    arrived.push({ path: request.url ?? '', headers: request.headers, body })
    response.end()
    for (const again of waiting.splice(0)) again()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  waiting = []
  return {
    arrived,
    port: (server.address() as AddressInfo).port,
    /** The webhooks that match, once so many have arrived. */
    async some(count: number, fits: (one: Arrived) => boolean): Promise<Arrived[]> {
      for (;;) {
        const found = arrived.filter(fits)
        if (found.length >= count) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** The sandbox on a port of its own, with a fresh database and a receiver of its webhooks. */
export async function startSandbox(
  overrides: Readonly<Record<string, string>> = {},
  now = () => new Date(),
) {
  const database = await freshDatabase<Tables>(process.env.TEST_POSTGRES, migrations)
  const receiver = await startReceiver()
  const env = loadConfig(config, { ...settings, TRACKING_PARCELS: '0', ...overrides })
  const log = createLog('sandbox', 'error')
  const client = createClient({ to: '127.0.0.1', port: receiver.port, timeoutMs: 2_000 })
  const clients = { payments: client, shipping: client }

  const begin = async () => {
    const deps = await wire({ env, db: database.db, log, now, clients })
    const { server, drain } = await serve(createApp(deps), env.LISTEN)
    const { port } = server.address() as AddressInfo
    return { deps, drain, server, port }
  }
  let running = await begin()
  const end = async () => {
    running.server.closeAllConnections()
    await running.drain()
    running.deps.simulator.stop()
    running.deps.webhooks.stop()
  }

  return {
    receiver,
    get port() {
      return running.port
    },
    url: (path: string) => `http://127.0.0.1:${running.port}${path}`,
    connect: () => connect(running.port, '127.0.0.1'),
    fault: async (target: string, rule: object) => {
      const response = await fetch(`http://127.0.0.1:${running.port}/sandbox/faults/${target}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      })
      if (!response.ok) throw new Error(await response.text())
    },
    /** Loses everything that is not written, as when the process dies. */
    async restart() {
      await end()
      running = await begin()
    },
    async stop() {
      await end()
      await client.close()
      await receiver.stop()
      await database.drop()
    },
  }
}

export type RunningSandbox = Awaited<ReturnType<typeof startSandbox>>
