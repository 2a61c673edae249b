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
    ...{ now: () => new Date(), newId: () => '', quoteKeyDays: 90 },
    ...{ db: fresh.db, replicas: fresh.replicas },
    log: createLog('catalog', 'silent'),
  }
  app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => fresh.drop())

const get = async (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers })

it('products come from the replicas, and with `no-cache` from the primary', async () => {
  await sql`insert into products (sku, name, price_minor, currency, weight_grams, active) values ('MUG-1', 'Mug', 295, 'GBP', 300, true)`.execute(
    fresh.db,
  )
  expect((await get('/v1/products/MUG-1')).status).toBe(404)
  expect(await (await get('/v1/products')).json()).toEqual({ products: [] })
  expect((await get('/v1/products/MUG-1', latest)).status).toBe(200)
  expect(await (await get('/v1/products', latest)).json()).toMatchObject({
    products: [{ sku: 'MUG-1' }],
  })
})
