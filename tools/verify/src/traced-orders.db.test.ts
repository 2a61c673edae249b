import { afterAll, beforeAll, expect, it } from 'vitest'
import { openShopDatabases, type ShopDatabases } from '../test/shop-databases.ts'
import { readStoredOrders, readTracedOrders } from './traced-orders.ts'

let shop: ShopDatabases
beforeAll(async () => {
  shop = await openShopDatabases(process.env.TEST_POSTGRES)
})
afterAll(() => shop?.drop())

const idOf = (n: number) => `00000000-0000-7000-8000-00000000000${n}`

const hourAgo = new Date(Date.now() - 3_600_000)
const before = new Date(0)

/** An order that was placed at a time, and became ready so many milliseconds ago. */
const addOrder = (n: number, readyMs: number, flags = '01', placedAt = hourAgo) => {
  const placed = `'${placedAt.toISOString()}'`
  const data = { traceparent: `00-${'a'.repeat(31)}${n}-${'b'.repeat(16)}-${flags}` }
  const ready = `now() - interval '${readyMs} milliseconds'`
  const order = `'${idOf(n)}'`
  return shop.sql(
    'orders',
    `insert into order_events (order_id, version, type, data, at) values
       (${order}, 1, 'order.placed', '${JSON.stringify(data)}', ${placed}),
       (${order}, 6, 'order.ready', '{}', ${ready});
     insert into orders (order_id, customer_id, status, version, total_minor, currency, placed_at, updated_at,
       open, asked_at, deadline_at) values
       (${order}, 'c-1', 'ready', 6, 1000, 'GBP', ${placed}, ${ready}, false, now(), now())`,
  )
}
const ids = (orders: readonly { readonly orderId: string }[]) =>
  orders.map(({ orderId }) => orderId).sort()

it('orders whose traces the collector may still hold are left out and counted', async () => {
  await addOrder(1, 60_000)
  await addOrder(2, 0)
  await addOrder(3, 60_000, '00')
  expect(ids(await readTracedOrders(shop.db, 10))).toEqual([idOf(1), idOf(2)])
  const { orders, tooYoung } = await readStoredOrders(shop.db, 1, 50_000, before)
  expect([ids(orders), tooYoung]).toEqual([[idOf(1)], 1])
})

it('waits for orders that are too young when there are too few others', async () => {
  await shop.empty()
  await addOrder(1, 60_000)
  await addOrder(2, 49_000)
  const { orders, tooYoung } = await readStoredOrders(shop.db, 2, 50_000, before)
  expect([ids(orders), tooYoung]).toEqual([[idOf(1), idOf(2)], 0])
})

it('orders that were placed before the traces were stored anywhere are neither read nor counted', async () => {
  await shop.empty()
  await addOrder(1, 60_000)
  await addOrder(2, 60_000, '01', new Date())
  await addOrder(3, 0)
  const since = new Date(Date.now() - 60_000)
  const { orders, tooYoung } = await readStoredOrders(shop.db, 2, 50_000, since)
  expect([ids(orders), tooYoung]).toEqual([[idOf(2)], 0])
})
