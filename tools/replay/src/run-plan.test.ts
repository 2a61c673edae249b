import type { Answer, Ask, Edge } from '@stoa/load'
import { expect, test } from 'vitest'
import { awaitOrders } from './orders-awaited.ts'
import { runPlan } from './run-plan.ts'
import type { Plan, Step } from './trade/plan.ts'

const invoice = (number: string): Step => ({
  ...{ kind: 'invoice', invoice: number, customerId: 'c', country: 'France', totalMinor: 300 },
  lines: [{ sku: 'A', quantity: 2, unitPriceMinor: 150 }],
})
const credit: Step = {
  ...{ kind: 'credit', invoice: 'C9', customerId: 'c' },
  refunds: [{ invoice: '1', amountMinor: 150 }],
}
const planOf = (...steps: Step[]): Plan => ({
  ...{ steps, products: new Map(), pieces: new Map(), customers: new Set(), skipped: {} },
})

/** A shop outside: remembers what it was asked. `answer` may say something else than usual. */
function openShop(
  answer: (ask: Ask, asked: readonly Ask[]) => Answer | undefined = () => undefined,
) {
  const asked: Ask[] = []
  const usual = ({ path, idempotencyKey }: Ask): Answer => {
    if (path === '/v1/quotes') return { status: 201, text: '{"quote":"signed"}' }
    if (path === '/v1/orders')
      return { status: 202, text: JSON.stringify({ orderId: `order of ${idempotencyKey}` }) }
    return { status: 202, text: '{}' }
  }
  const edge: Edge = {
    connections: 1,
    ask: async (ask) => usual(ask),
    send(ask, heard) {
      const answered = answer(ask, asked) ?? usual(ask)
      asked.push(ask)
      queueMicrotask(() => heard(answered))
    },
    token: async (subject, ...roles) => `${subject} ${roles}`,
    close: async () => undefined,
  }
  const pathsAsked = () => asked.map(({ path }) => path)
  return { edge, asked, pathsAsked }
}

const options = { runId: 'run', ratePerSecond: 1_000, concurrency: 4 }
const traderOf = (edge: Edge) => ({ edge, carrier: 'own-fleet', giveUpAfterMs: 1_000 })
const orderId = 'order of run-1'

test('a credit note waits until the order that it pays back has shipped', async () => {
  const { edge, asked, pathsAsked } = openShop()
  const awaited = awaitOrders()
  const placed = Promise.withResolvers<void>()
  const report = () => placed.resolve()
  const running = runPlan(traderOf(edge), awaited, planOf(invoice('1'), credit), {
    ...options,
    report,
  })
  await placed.promise
  awaited.seen([{ orderId, status: 'confirmed' }])
  expect(pathsAsked()).toEqual(['/v1/quotes', '/v1/orders'])
  awaited.seen([{ orderId, status: 'shipped' }])
  expect(await running).toMatchObject({ credits: 1, problems: [] })
  expect(asked.at(-1)).toMatchObject({
    ...{ path: `/v1/orders/${orderId}/refunds`, idempotencyKey: 'run-C9-0' },
    body: JSON.stringify({ amountMinor: 150, currency: 'GBP', reason: 'credit note C9' }),
  })
})

test('prices go to the catalog for signing, and never to orders', async () => {
  const { edge, asked } = openShop()
  const awaited = awaitOrders()
  awaited.seen([{ orderId, status: 'shipped' }])
  await runPlan(traderOf(edge), awaited, planOf(invoice('1')), options)
  const [quote, order] = asked
  expect(quote?.body).toContain('"unitPriceMinor":150')
  expect(order?.body).toContain('"quote":"signed"')
  expect(order?.body).not.toContain('unitPriceMinor')
})

test('an order that no answer came to is asked for again with the same key', async () => {
  const { edge, asked } = openShop(({ path }, before) =>
    path === '/v1/orders' && before.every((ask) => ask.path !== path)
      ? { status: 503, text: '' }
      : undefined,
  )
  const awaited = awaitOrders()
  awaited.seen([{ orderId, status: 'shipped' }])
  const { orders } = await runPlan(traderOf(edge), awaited, planOf(invoice('1')), options)
  expect(orders.get('1')).toBe(orderId)
  const keys = asked.filter(({ path }) => path === '/v1/orders').map((ask) => ask.idempotencyKey)
  expect(keys).toEqual(['run-1', 'run-1'])
})

test('what could not be carried out is told', async () => {
  const { edge } = openShop(({ path }) =>
    path === '/v1/quotes' ? { status: 403, text: 'no' } : undefined,
  )
  const result = await runPlan(traderOf(edge), awaitOrders(), planOf(invoice('1'), credit), options)
  expect(result).toMatchObject({ credits: 0 })
  expect(result.problems).toHaveLength(2)
})

test('an order that was cancelled is a problem', async () => {
  const { edge } = openShop()
  const awaited = awaitOrders()
  awaited.seen([{ orderId, status: 'cancelled' }])
  const { problems } = await runPlan(traderOf(edge), awaited, planOf(invoice('1')), options)
  expect(problems).toEqual(['the order of invoice 1 was cancelled'])
})

test('invoices come no faster than their rate', async () => {
  const { edge } = openShop()
  const awaited = awaitOrders()
  for (const number of ['1', '2', '3'])
    awaited.seen([{ orderId: `order of run-${number}`, status: 'shipped' }])
  const begunMs = performance.now()
  const plan = planOf(invoice('1'), invoice('2'), invoice('3'))
  await runPlan(traderOf(edge), awaited, plan, { ...options, ratePerSecond: 50 })
  expect(performance.now() - begunMs).toBeGreaterThanOrEqual(40)
})
