import { createOutbox } from '@stoa/events'
import { type FreshReads, freshReads } from '@stoa/postgres/fresh-reads'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const latest = { 'cache-control': 'max-age=0, no-cache' }
let fresh: FreshReads<Database>
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  fresh = await freshReads<Database>(process.env.TEST_POSTGRES, migrations)
  const deps: Deps = {
    outbox: createOutbox(topology),
    ...{ db: fresh.db, replicas: fresh.replicas },
    log: createLog('inventory', 'silent'),
  }
  app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => fresh.drop())

const get = async (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers })

it('stock comes from the replicas, and with `no-cache` from the primary', async () => {
  await sql`insert into stock (sku, warehouse, received, on_hand) values ('A-1', 'east', 4, 4)`.execute(
    fresh.db,
  )
  expect((await get('/v1/stock/A-1')).status).toBe(404)
  expect(await (await get('/v1/stock?skus=A-1')).json()).toEqual({ stock: [] })
  expect((await get('/v1/stock/A-1', latest)).status).toBe(200)
  expect(await (await get('/v1/stock?skus=A-1', latest)).json()).toMatchObject({
    stock: [{ sku: 'A-1', available: 4 }],
  })
})
