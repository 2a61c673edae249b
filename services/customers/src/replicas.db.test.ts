import { type FreshReads, freshReads } from '@stoa/postgres/fresh-reads'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const ann = {
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub: 'ann', roles: ['customer'] })).toString(
    'base64url',
  ),
  'x-forwarded-client-cert': `By=spiffe://x;URI=spiffe://${edge}`,
}
const latest = { 'cache-control': 'max-age=0, no-cache' }
let fresh: FreshReads<Database>
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  fresh = await freshReads<Database>(process.env.TEST_POSTGRES, migrations)
  const deps: Deps = {
    ...{ db: fresh.db, replicas: fresh.replicas },
    log: createLog('customers', 'silent'),
  }
  app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
})
afterAll(() => fresh.drop())

const get = async (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers })

it('the history of orders comes from the replicas, and with `no-cache` from the primary', async () => {
  await sql`insert into order_history (order_id, customer_id, status, total_minor, currency, pieces, placed_at)
    values ('0197f0a0-0000-7000-8000-000000000000', 'ann', 'confirmed', 295, 'GBP', 1, now())`.execute(
    fresh.db,
  )
  expect(await (await get('/v1/customers/ann/orders', ann)).json()).toEqual({ orders: [] })
  expect(await (await get('/v1/customers/ann/orders', { ...ann, ...latest })).json()).toMatchObject(
    {
      orders: [{ totalMinor: 295 }],
    },
  )
})

it('a customer reads her profile and addresses as she wrote them', async () => {
  const profile = { name: 'Ann Example', email: 'ann@example.com', phone: null }
  const headers = { ...ann, 'content-type': 'application/json' }
  const body = JSON.stringify(profile)
  await app.request('/v1/customers/ann', { method: 'PUT', headers, body })
  expect(await (await get('/v1/customers/ann', ann)).json()).toMatchObject(profile)
})
