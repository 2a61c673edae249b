import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  app,
  as,
  deps,
  fresh,
  later,
  onFreshDatabase,
  post,
  ready,
  reply,
  said,
} from './testing.ts'
import { sweep } from './use-cases/sweep.ts'

onFreshDatabase()

const stored = async (orderId: string) => {
  const { rows } = await sql<{ type: string }>`select type from order_events
    where order_id = ${orderId} order by version`.execute(fresh.db)
  return rows.map(({ type }) => type)
}

/** A newer replica has stored an event of a type that this release does not know. */
async function changedByNewerRelease(orderId: string): Promise<string> {
  await sql`with event as (
      insert into order_events (order_id, version, type, data, at)
      select order_id, version + 1, 'order.lost', '{}', now() from orders where order_id = ${orderId}
      returning order_id, version
    ) update orders o set version = e.version from event e where o.order_id = e.order_id`.execute(
    fresh.db,
  )
  return orderId
}

it('an order with an event of a newer release is neither read, changed nor swept by this one', async () => {
  const orderId = await changedByNewerRelease(await ready())
  const before = [await stored(orderId), await said(orderId)]
  const answers = [
    await app.request(`/v1/orders/${orderId}`, { headers: as('c-1') }),
    await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1')),
  ]
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.text()).toMatch(/unknown type order\.lost, which a newer release stored/)
  }
  await expect(reply('shipping.cancelled', orderId)).rejects.toThrow(/unknown type order\.lost/)
  later(6 * 86_400_000)
  await sweep(deps)
  expect([await stored(orderId), await said(orderId)]).toEqual(before)
})

it('an order on hold with an event of a newer release is listed, and hides no other', async () => {
  const [unknown, known] = [await ready(), await ready()]
  for (const orderId of [unknown, known]) await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
  later(31 * 60_000)
  await sweep(deps)
  await changedByNewerRelease(unknown)
  const answer = await app.request('/v1/orders/on-hold', { headers: as('olga', 'order-manager') })
  expect(answer.status).toBe(200)
  const { orders } = (await answer.json()) as { orders: { orderId: string }[] }
  const one = (orderId: string) => orders.find((order) => order.orderId === orderId)
  expect(one(known)).toMatchObject({ waitingFor: ['shipping.cancel'] })
  expect(one(unknown)).toMatchObject({
    ...{ customerId: 'c-1', status: 'cancelling', waitingFor: [], steps: [] },
    ...{ reason: expect.stringMatching(/unknown type order\.lost/), since: expect.any(String) },
  })
})
