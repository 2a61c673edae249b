import { exposition } from '@stoa/service'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { measureOpenOrders } from './metrics.ts'
import * as orders from './testing.ts'
import { createJudge } from './use-cases/judge.ts'
import { sweep } from './use-cases/sweep.ts'

orders.onFreshDatabase()

async function series(name: string): Promise<Map<string, number>> {
  const { body } = await exposition()
  const lines = body.split('\n').filter((line) => line.startsWith(name))
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]))
}

let before: Map<string, number>
const counted = async (name: string) => {
  const now = [...(await series(name))].map(
    ([key, value]) => [key, value - (before.get(key) ?? 0)] as const,
  )
  return Object.fromEntries(now.filter(([, value]) => value !== 0))
}
const verdicts = () => counted('checkout_orders_judged_total')
const inTime = (n: number) => ({ 'checkout_orders_judged_total{verdict="in_time"}': n })
const late = (n: number) => ({ 'checkout_orders_judged_total{verdict="late"}': n })
const confirm = async (orderId: string) => {
  await orders.reply('inventory.reserved', orderId)
  await orders.reply('payments.authorised', orderId, { provider: 'account' })
}
/** Judges as a replica does that has just been started. */
const judge = () => createJudge(orders.deps)()

beforeEach(async () => {
  await judge()
  before = await series('')
})

it('an order that is confirmed in time is judged then, and not again', async () => {
  const orderId = await orders.placed()
  await orders.reply('inventory.reserved', orderId)
  expect(await verdicts()).toEqual({})
  await orders.reply('payments.authorised', orderId, { provider: 'account' })
  expect(await verdicts()).toEqual(inTime(1))
  orders.later(60_000)
  await judge()
  await orders.reply('shipping.rejected', orderId, { reason: 'x' })
  expect(await verdicts()).toEqual(inTime(1))
})

it('an order without an answer is late as soon as its time has passed, once over all replicas', async () => {
  const [first, second] = [createJudge(orders.deps), createJudge(orders.deps)]
  const placed = [await orders.placed(), await orders.placed(), await orders.placed()]
  orders.later(499)
  await first()
  expect(await verdicts()).toEqual({})
  orders.later(1)
  await Promise.all([first(), second(), judge()])
  expect(await verdicts()).toEqual(late(3))
  orders.later(1_000)
  await Promise.all([first(), second(), judge()])
  for (const orderId of placed) await confirm(orderId)
  expect(await verdicts()).toEqual(late(3))
})

it('an order that another transaction has locked is judged by a later run', async () => {
  const orderId = await orders.placed()
  orders.later(500)
  const again = createJudge(orders.deps)
  await orders.deps.db.transaction().execute(async (trx) => {
    await trx.selectFrom('orders').where('order_id', '=', orderId).forUpdate().execute()
    await again()
  })
  expect(await verdicts()).toEqual({})
  orders.later(30_000)
  await again()
  expect(await verdicts()).toEqual(late(1))
})

it('an order is judged when its payment is declined, and when it waits for its shopper', async () => {
  const [declined, waiting] = [await orders.placed(), await orders.placed()]
  for (const orderId of [declined, waiting]) await orders.reply('inventory.reserved', orderId)
  await orders.reply('payments.declined', declined, { reason: 'insufficient_funds' })
  await orders.reply('payments.action_required', waiting, {
    ...{ action: 'approve', expiresAt: '2026-06-01T12:15:00.000Z' },
  })
  expect(await verdicts()).toEqual(inTime(2))
  orders.later(60_000)
  await judge()
  expect(await verdicts()).toEqual(inTime(2))
})

it('no duration is below 0, though another replica stored the time before by a clock that is ahead', async () => {
  const orderId = await orders.placed()
  orders.later(-5)
  await confirm(orderId)
  expect(await counted('order_confirm_duration_seconds_')).toMatchObject({
    order_confirm_duration_seconds_count: 1,
  })
  const sums = [...(await series('order_')).entries()].filter(([name]) => /_seconds_sum/.test(name))
  for (const [name, sum] of sums) expect([name, sum - (before.get(name) ?? 0)]).toEqual([name, 0])
})

it('an order that is given up is late', async () => {
  await orders.placed()
  orders.later(21_000)
  await sweep(orders.deps)
  expect(await verdicts()).toEqual(late(1))
  await judge()
  expect(await verdicts()).toEqual(late(1))
})

it('changes of status are counted with the reason of a cancellation', async () => {
  const orderId = await orders.shipped()
  const declined = await orders.placed()
  await orders.reply('inventory.reserved', declined)
  await orders.reply('payments.declined', declined, { reason: 'insufficient_funds' })
  await orders.reply('payments.declined', declined, { reason: 'insufficient_funds' })
  await orders.reply('inventory.released', declined)
  await orders.reply('payments.captured', orderId)
  const of = (to: string, reason = '') =>
    `orders_state_changes_total{to="${to}",reason="${reason}"}`
  expect(await counted('orders_state_changes_total')).toEqual({
    [of('placed')]: 2,
    ...{ [of('confirmed')]: 1, [of('ready')]: 1, [of('shipped')]: 1 },
    [of('cancelling', 'payment_declined')]: 1,
    [of('cancelled', 'payment_declined')]: 1,
  })
})

it('a step takes until its reply, whether this process remembers the order or reads its events', async () => {
  const orderId = await orders.placed()
  orders.later(400)
  await orders.reply('inventory.reserved', orderId)
  orders.later(2_000)
  await orders.reply('payments.authorised', orderId, { provider: 'account' })
  const sums = await counted('order_step_duration_seconds_sum')
  expect(sums['order_step_duration_seconds_sum{step="stock"}']).toBeCloseTo(0.4)
  expect(sums['order_step_duration_seconds_sum{step="money"}']).toBeCloseTo(2)
  const confirmed = await counted('order_confirm_duration_seconds_sum')
  expect(confirmed.order_confirm_duration_seconds_sum).toBeCloseTo(2.4)
})

it('open orders are counted by the step that they wait for, and as other when no step was recorded', async () => {
  const openBy = async (name: string) => {
    measureOpenOrders(orders.deps.db)
    return counted(name)
  }
  await openBy('')
  before = await series('')
  const of = (name: string, status: string, step: string) =>
    `${name}{status="${status}",step="${step}"}`
  const [, paying, declined] = [await orders.placed(), await orders.placed(), await orders.placed()]
  for (const orderId of [paying, declined]) await orders.reply('inventory.reserved', orderId)
  await orders.reply('payments.declined', declined, { reason: 'insufficient_funds' })
  await orders.ready()
  await orders.shipped()
  const open = {
    [of('saga_open_orders', 'placed', 'stock')]: 1,
    [of('saga_open_orders', 'placed', 'money')]: 1,
    [of('saga_open_orders', 'cancelling', 'undo_stock')]: 1,
    [of('saga_open_orders', 'ready', 'hand_over')]: 1,
  }
  expect(await openBy('saga_open_orders')).toEqual(open)
  const oldest = await openBy('saga_oldest_seconds')
  expect(oldest[of('saga_oldest_seconds', 'placed', 'money')]).toBeGreaterThan(0)

  await sql`update orders set awaited_step = null, held_at = now() where order_id = ${paying}`.execute(
    orders.deps.db,
  )
  expect(await openBy('saga_open_orders')).toEqual({
    ...{ ...open, [of('saga_open_orders', 'placed', 'money')]: undefined },
    [of('saga_open_orders', 'placed', 'other')]: 1,
  })
  expect(await openBy('orders_on_hold')).toEqual({ [of('orders_on_hold', 'placed', 'other')]: 1 })
})
