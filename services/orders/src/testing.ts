import { createOutbox, type Received } from '@stoa/events'
import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { advance, type Reply } from './use-cases/advance.ts'
import { projectCatalog } from './use-cases/project-catalog.ts'

export const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const log = createLog('orders', 'error')

export let fresh: FreshDatabase<Database>
export let deps: Deps
let now: Date
export let app: ReturnType<typeof createApp>

export const received = (
  type: string,
  data: object,
  id: string = uuidv7(),
): Received<string, never> => ({
  message: {
    specversion: '1.0',
    id,
    type,
    source: 't',
    subject: 's',
    time: '',
    data: data as never,
  },
  delivery: { id, index: 0, size: 1 },
})

const product = (sku: string, priceMinor: number, revision = 1) =>
  received('catalog.product_changed', {
    sku,
    name: sku,
    priceMinor,
    currency: 'GBP',
    weightGrams: 100,
    active: sku !== 'OLD',
    revision,
  }) as never

/** A fresh database with a small catalog, for every test of the file. */
export function onFreshDatabase(): void {
  beforeAll(async () => {
    fresh = await freshDatabase(process.env.TEST_POSTGRES, migrations)
    const outbox = createOutbox(topology)
    deps = { db: fresh.db, outbox, log, now: () => now, newId: uuidv7, admit: () => undefined }
    app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
    await projectCatalog(deps, [product('MUG', 500), product('CUP', 250), product('OLD', 100)])
  })
  afterAll(() => fresh.drop())
  beforeEach(() => {
    now = new Date('2026-06-01T12:00:00Z')
  })
}

export const later = (ms: number): void => {
  now = new Date(now.getTime() + ms)
}
export const clock = (): Date => now

export const as = (sub: string, ...roles: string[]) => ({
  'x-stoa-claims': Buffer.from(
    JSON.stringify({ sub, roles: roles.length ? roles : ['customer'] }),
  ).toString('base64url'),
  'x-forwarded-client-cert': `By=spiffe://cluster.local/ns/commerce/sa/orders;URI=spiffe://${edge}`,
})
export const address = {
  ...{ name: 'A', street: 'B 1', city: 'C', postcode: 'N1 9GU', country: 'GB' },
}
export const order = (more: object = {}) => ({
  lines: [
    { sku: 'MUG', quantity: 2 },
    { sku: 'CUP', quantity: 1 },
  ],
  currency: 'GBP',
  payment: { type: 'account' },
  delivery: { carrier: 'own-fleet', address },
  ...more,
})
export const post = (path: string, body: unknown, headers: Record<string, string>) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
export const place = (body: unknown, headers: Record<string, string> = {}) =>
  post('/v1/orders', body, { ...as('c-1'), 'idempotency-key': uuidv7(), ...headers })
export const json = async (answer: Response) => (await answer.json()) as Record<string, never>

export const placed = async (): Promise<string> => (await json(await place(order()))).orderId ?? ''
export const reply = (type: string, orderId: string, data: object = {}) =>
  advance(deps, [received(type, { orderId, ...data }) as Reply])
export const parcel = { carrier: 'own-fleet', trackingNumber: 'STOA-1' } as const
export const handOver = (orderId: string) =>
  reply('shipping.handed_over', orderId, { ...parcel, at: '2026-06-01T12:00:00.000Z' })
/** An order whose parcel has a label. */
export const ready = async () => {
  const orderId = await placed()
  await reply('inventory.reserved', orderId)
  await reply('payments.authorised', orderId, { provider: 'account' })
  await reply('shipping.booked', orderId, parcel)
  return orderId
}
export const shipped = async () => {
  const orderId = await ready()
  await handOver(orderId)
  await reply('payments.captured', orderId)
  return orderId
}
export const view = async (orderId: string, who = as('c-1')) =>
  json(await app.request(`/v1/orders/${orderId}`, { headers: who }))
export const said = async (orderId: string): Promise<string[]> => {
  const { rows } = await sql<{ type: string }>`
    select event ->> 'type' as type from outbox, jsonb_array_elements(payload::jsonb) with ordinality as e (event, n)
    where event ->> 'subject' = ${orderId} order by outbox.id, n`.execute(fresh.db)
  return rows.map(({ type }) => type)
}
