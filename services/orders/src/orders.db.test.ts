import { inTransaction, type Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { currentCursor, statusChanges } from './store/order-events.ts'
import type { Database } from './tables.ts'
import {
  app,
  as,
  clock,
  deps,
  fresh,
  json,
  later,
  onFreshDatabase,
  placed,
  post,
  ready,
  received,
  reply,
  said,
  shipped,
  view,
} from './testing.ts'
import { advance, type Reply } from './use-cases/advance.ts'
import { changeOrder } from './use-cases/change.ts'
import { sweep } from './use-cases/sweep.ts'

onFreshDatabase()

describe('the saga', () => {
  it('brings an order to its end and publishes each step', async () => {
    const orderId = await shipped()
    expect(await view(orderId)).toMatchObject({ status: 'shipped', trackingNumber: 'STOA-1' })
    expect(await said(orderId)).toEqual([
      'inventory.reserve',
      'payments.authorise',
      'shipping.book',
      'order.confirmed',
      'order.ready',
      'payments.capture',
      'order.shipped',
    ])
  })

  it('applies a reply once that is delivered twice, under the same id or another', async () => {
    const orderId = await placed()
    const once = received('inventory.reserved', { orderId }) as Reply
    await Promise.all([advance(deps, [once]), advance(deps, [once])])
    await reply('inventory.reserved', orderId)
    expect((await said(orderId)).filter((type) => type === 'payments.authorise')).toHaveLength(1)
  })

  it('sends commands again, then gives up and compensates every step', async () => {
    const orderId = await placed()
    later(6_000)
    await sweep(deps)
    expect((await said(orderId)).filter((type) => type === 'inventory.reserve')).toHaveLength(2)
    later(20_000)
    await sweep(deps)
    expect((await said(orderId)).at(-1)).toBe('inventory.release')
    await reply('inventory.released', orderId)
    expect(await view(orderId)).toMatchObject({
      status: 'cancelled',
      reason: 'no reply about the stock in time',
    })
  })

  it('sends a compensation less and less often, then puts the order on hold until it is resumed', async () => {
    const orderId = await placed()
    await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
    const releases = async () =>
      (await said(orderId)).filter((type) => type === 'inventory.release').length
    const manager = as('olga', 'order-manager')
    const sentAfter: number[] = []
    for (let seconds = 5; seconds <= 1_800; seconds += 5) {
      later(5_000)
      const before = await releases()
      await sweep(deps)
      if ((await releases()) > before) sentAfter.push(seconds)
    }
    expect(sentAfter).toEqual([10, 25, 55, 115, 235, 475, 780, 1_085, 1_390, 1_695])
    later(5 * 60_000)
    await sweep(deps)
    expect(await view(orderId)).toMatchObject({
      status: 'cancelling',
      hold: { reason: 'no reply about releasing the stock for 30 minutes' },
    })
    later(86_400_000)
    await sweep(deps)
    expect(await releases()).toBe(11)
    const held = await json(await app.request('/v1/orders/on-hold', { headers: manager }))
    expect(held.orders).toContainEqual(
      expect.objectContaining({ orderId, status: 'cancelling', waitingFor: ['inventory.release'] }),
    )
    expect((await app.request('/v1/orders/on-hold', { headers: as('c-1') })).status).toBe(403)

    const resume = (who: Record<string, string>) =>
      post(`/v1/orders/${orderId}/resume`, { note: 'inventory runs again' }, who)
    expect((await resume(as('c-1'))).status).toBe(403)
    expect((await resume(manager)).status).toBe(202)
    expect((await resume(manager)).status).toBe(409)
    expect(await releases()).toBe(12)
    await reply('inventory.released', orderId)
    expect(await view(orderId)).toMatchObject({ status: 'cancelled' })
  })

  it('ends a hold by a late reply', async () => {
    const orderId = await placed()
    await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
    later(31 * 60_000)
    await sweep(deps)
    expect(await view(orderId)).toHaveProperty('hold')
    await reply('inventory.released', orderId)
    expect(await view(orderId)).not.toHaveProperty('hold')
    expect(await view(orderId)).toMatchObject({ status: 'cancelled' })
  })

  it('gives up no order for the time in which nothing could be stored', async () => {
    const orderId = await placed()
    later(60_000)
    await sweep(deps, clock())
    expect(await view(orderId)).toMatchObject({ status: 'placed' })
    later(21_000)
    await sweep(deps, new Date(clock().getTime() - 21_000))
    expect(await view(orderId)).toMatchObject({ status: 'cancelling' })
  })

  it('sweeps the others when one order cannot be swept', async () => {
    const [broken, whole] = [await placed(), await placed()]
    await sql`insert into order_events (order_id, version, type, data, at)
      values (${broken}, 2, 'order.lost', '{}', now())`.execute(fresh.db)
    await sql`update orders set version = 2 where order_id = ${broken}`.execute(fresh.db)
    later(6_000)
    await sweep(deps)
    expect((await said(whole)).filter((type) => type === 'inventory.reserve')).toHaveLength(2)
    expect(await said(broken)).toEqual(['inventory.reserve'])
    later(20_000)
    await sweep(deps)
    expect((await said(whole)).at(-1)).toBe('inventory.release')
    await sql`delete from order_events where order_id = ${broken}`.execute(fresh.db)
    await sql`delete from orders where order_id = ${broken}`.execute(fresh.db)
  })

  it('keeps its read model equal to its events', async () => {
    await shipped()
    const { rows } = await sql<{ wrong: number }>`
      select count(*) as wrong from orders o join lateral (
        select max(version) as version, bool_or(type = 'order.shipped') as shipped from order_events e where e.order_id = o.order_id
      ) e on true where o.version <> e.version or (o.status = 'shipped') <> e.shipped`.execute(
      fresh.db,
    )
    expect(rows[0]?.wrong).toBe(0)
  })
})

describe('customers and staff', () => {
  it("see their own orders, and 404 for another customer's", async () => {
    const orderId = await placed()
    expect((await app.request(`/v1/orders/${orderId}`, { headers: as('c-9') })).status).toBe(404)
    expect(
      (await app.request(`/v1/orders/${orderId}`, { headers: as('boss', 'operator') })).status,
    ).toBe(200)
    const capitals = `/v1/orders/${orderId.toUpperCase()}`
    expect(await json(await app.request(capitals, { headers: as('c-1') }))).toMatchObject({
      orderId,
    })
    const list = (await json(
      await app.request('/v1/orders?limit=1', { headers: as('c-1') }),
    )) as never as { orders: { orderId: string }[]; cursor: string }
    expect(list.orders).toHaveLength(1)
    expect(list.cursor).toBe(list.orders[0]?.orderId)
  })

  it('may cancel until the parcel is handed over', async () => {
    const orderId = await placed()
    expect((await post(`/v1/orders/${orderId}/cancel`, {}, as('c-9'))).status).toBe(404)
    expect(await json(await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1')))).toMatchObject({
      status: 'cancelling',
    })
    expect(
      await json(await post(`/v1/orders/${await ready()}/cancel`, {}, as('c-1'))),
    ).toMatchObject({ status: 'cancelling' })
    expect((await post(`/v1/orders/${await shipped()}/cancel`, {}, as('c-1'))).status).toBe(409)
  })

  it.each(['x\0', '\ud83d', 'two\nlines', ' '])(
    'is not cancelled for a reason that cannot be stored everywhere: %j',
    async (reason) => {
      const orderId = await placed()
      const refused = await post(`/v1/orders/${orderId}/cancel`, { reason }, as('c-1'))
      expect(refused.status).toBe(422)
      expect((await json(refused)).errors).toMatchObject([{ field: '/reason' }])
      expect(await view(orderId)).toMatchObject({ status: 'placed' })
    },
  )

  it('releases the stock of an order that an older release cancelled for such a reason', async () => {
    const orderId = await placed()
    await changeOrder(deps, {
      orderId,
      command: { type: 'cancel', reason: 'x\0' },
      allow: () => undefined,
      answer: () => ({ status: 202, body: '' }),
    })
    const { rows } = await sql<{ payload: string }>`
      select payload from outbox where subject = 'inventory.release' and payload like ${`%${orderId}%`}`.execute(
      fresh.db,
    )
    expect(rows.map(({ payload }) => JSON.parse(payload)[0].data.reason)).toEqual(['x\ufffd'])
  })

  it('get a refund once for one key, never more than was paid', async () => {
    const orderId = await shipped()
    const refund = (amountMinor: number, key: string, who = as('s', 'sales')) =>
      post(
        `/v1/orders/${orderId}/refunds`,
        { amountMinor, currency: 'GBP', reason: 'broken' },
        { ...who, 'idempotency-key': key },
      )
    expect((await refund(100, 'k', as('c-1'))).status).toBe(403)
    const first = await refund(1000, 'k')
    expect(first.status).toBe(202)
    const again = await refund(1000, 'k')
    expect(await again.text()).toBe(await first.text())
    expect((await refund(251, 'k2')).status).toBe(409)
    expect((await said(orderId)).filter((type) => type === 'payments.refund')).toHaveLength(1)
  })

  it('follow changes without a gap, however their transactions overlap', async () => {
    const orderIds = [await placed(), await placed()]
    const store = (trx: Trx<Database>, orderId = '') =>
      sql`insert into order_events (order_id, version, type, data, at)
        values (${orderId}, 2, 'order.confirmed', '{}', now())`.execute(trx)
    let cursor = await currentCursor(fresh.db)
    const seen: string[] = []
    const read = async () => {
      const changes = await statusChanges(fresh.db, cursor, 100)
      cursor = changes.at(-1)?.cursor ?? cursor
      seen.push(...changes.map(({ orderId }) => orderId).filter((id) => orderIds.includes(id)))
    }
    // The older transaction stores the higher position, and commits while the younger one is still running.
    const [begun, mayStore] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const older = inTransaction(fresh.db, async (trx) => {
      await sql`select pg_current_xact_id()`.execute(trx)
      begun.resolve()
      await mayStore.promise
      await store(trx, orderIds[1])
    })
    await begun.promise
    await inTransaction(fresh.db, async (trx) => {
      await store(trx, orderIds[0])
      mayStore.resolve()
      await older
      await read()
    })
    await vi.waitFor(async () => {
      await read()
      expect(seen.toSorted()).toEqual(orderIds.toSorted())
    }, 20_000)
    for (const orderId of orderIds)
      await sql`delete from order_events where order_id = ${orderId} and version = 2`.execute(
        fresh.db,
      )
  })

  it('follow changes of status in the order they were committed', async () => {
    const operator = as('boss', 'operator')
    const { cursor } = await json(await app.request('/v1/orders/changes', { headers: operator }))
    const orderId = await shipped()
    // Transactions of other tests on the same server delay the feed, and leave no change out of it.
    await vi.waitFor(async () => {
      const answer = await app.request(`/v1/orders/changes?after=${cursor}`, { headers: operator })
      const { changes } = (await answer.json()) as {
        changes: { orderId: string; status: string }[]
      }
      const own = changes.filter((change) => change.orderId === orderId)
      expect(own.map(({ status }) => status)).toEqual(['confirmed', 'ready', 'shipped'])
    }, 20_000)
    expect((await app.request('/v1/orders/changes', { headers: as('c-1') })).status).toBe(403)
  })
})

describe('the contract', () => {
  it('is served as OpenAPI made from the routes', async () => {
    const spec = (await (await app.request('/openapi.json')).json()) as {
      paths: Record<string, { post?: { requestBody?: unknown } }>
    }
    expect(Object.keys(spec.paths)).toEqual(
      expect.arrayContaining(['/v1/orders', '/v1/orders/{orderId}/refunds']),
    )
    expect(spec.paths['/v1/orders']?.post?.requestBody).toBeDefined()
  })
})
