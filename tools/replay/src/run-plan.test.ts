import type { Edge, EdgeRequest, EdgeResponse } from '@stoa/load'
import { expect, test } from 'vitest'
import { trackOrderOutcomes } from './order-outcomes.ts'
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
  ...{ steps, products: new Map(), units: new Map(), customers: new Set(), skipped: {} },
})

/** Records the requests it receives. `respond` may return another response than the usual one. */
function openShop(
  respond: (request: EdgeRequest, sent: readonly EdgeRequest[]) => EdgeResponse | undefined = () =>
    undefined,
) {
  const sent: EdgeRequest[] = []
  const usual = ({ path, idempotencyKey }: EdgeRequest): EdgeResponse => {
    if (path === '/v1/quotes') return { status: 201, text: '{"quote":"signed"}' }
    if (path === '/v1/orders')
      return { status: 202, text: JSON.stringify({ orderId: `order of ${idempotencyKey}` }) }
    return { status: 202, text: '{}' }
  }
  const edge: Edge = {
    connections: 1,
    request: async (request) => usual(request),
    send(request, onResult) {
      const response = respond(request, sent) ?? usual(request)
      sent.push(request)
      queueMicrotask(() => onResult(response))
    },
    token: async (subject, ...roles) => `${subject} ${roles}`,
    close: async () => undefined,
  }
  const sentPaths = () => sent.map(({ path }) => path)
  return { edge, sent, sentPaths }
}

const options = { runId: 'run', ratePerSecond: 1_000, concurrency: 4 }
const clientOf = (edge: Edge) => ({ edge, carrier: 'own-fleet', giveUpAfterMs: 1_000 })
const orderId = 'order of run-1'

test('a credit note waits until the order that it refunds has shipped', async () => {
  const { edge, sent, sentPaths } = openShop()
  const outcomes = trackOrderOutcomes()
  const placed = Promise.withResolvers<void>()
  const report = () => placed.resolve()
  const running = runPlan(clientOf(edge), outcomes, planOf(invoice('1'), credit), {
    ...options,
    report,
  })
  await placed.promise
  outcomes.onChanges([{ orderId, status: 'confirmed' }])
  expect(sentPaths()).toEqual(['/v1/quotes', '/v1/orders'])
  outcomes.onChanges([{ orderId, status: 'shipped' }])
  expect(await running).toMatchObject({ credits: 1, problems: [] })
  expect(sent.at(-1)).toMatchObject({
    ...{ path: `/v1/orders/${orderId}/refunds`, idempotencyKey: 'run-C9-0' },
    body: JSON.stringify({ amountMinor: 150, currency: 'GBP', reason: 'credit note C9' }),
  })
})

test('prices are sent to the catalog to be signed, and never to orders', async () => {
  const { edge, sent } = openShop()
  const outcomes = trackOrderOutcomes()
  outcomes.onChanges([{ orderId, status: 'shipped' }])
  await runPlan(clientOf(edge), outcomes, planOf(invoice('1')), options)
  const [quote, order] = sent
  expect(quote?.body).toContain('"unitPriceMinor":150')
  expect(order?.body).toContain('"quote":"signed"')
  expect(order?.body).not.toContain('unitPriceMinor')
})

test('an order without a final response is sent again with the same key', async () => {
  const { edge, sent } = openShop(({ path }, before) =>
    path === '/v1/orders' && before.every((request) => request.path !== path)
      ? { status: 503, text: '' }
      : undefined,
  )
  const outcomes = trackOrderOutcomes()
  outcomes.onChanges([{ orderId, status: 'shipped' }])
  const { orders } = await runPlan(clientOf(edge), outcomes, planOf(invoice('1')), options)
  expect(orders.get('1')).toBe(orderId)
  const keys = sent
    .filter(({ path }) => path === '/v1/orders')
    .map((request) => request.idempotencyKey)
  expect(keys).toEqual(['run-1', 'run-1'])
})

test('a step that could not be carried out is reported', async () => {
  const { edge } = openShop(({ path }) =>
    path === '/v1/quotes' ? { status: 403, text: 'no' } : undefined,
  )
  const result = await runPlan(
    clientOf(edge),
    trackOrderOutcomes(),
    planOf(invoice('1'), credit),
    options,
  )
  expect(result).toMatchObject({ credits: 0 })
  expect(result.problems).toHaveLength(2)
})

test('a cancelled order is reported', async () => {
  const { edge } = openShop()
  const outcomes = trackOrderOutcomes()
  outcomes.onChanges([{ orderId, status: 'cancelled' }])
  const { problems } = await runPlan(clientOf(edge), outcomes, planOf(invoice('1')), options)
  expect(problems).toEqual(['the order of invoice 1 was cancelled'])
})

test('invoices are placed no faster than the rate', async () => {
  const { edge } = openShop()
  const outcomes = trackOrderOutcomes()
  for (const number of ['1', '2', '3'])
    outcomes.onChanges([{ orderId: `order of run-${number}`, status: 'shipped' }])
  const startedMs = performance.now()
  const plan = planOf(invoice('1'), invoice('2'), invoice('3'))
  await runPlan(clientOf(edge), outcomes, plan, { ...options, ratePerSecond: 50 })
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(40)
})
