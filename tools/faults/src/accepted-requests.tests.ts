import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { customers } from './accepted-requests/customers.ts'
import { faultsOf } from './accepted-requests/judge.ts'
import { runAcceptedRequests } from './accepted-requests/run.ts'
import { currency, skus } from './accepted-requests/shop.ts'
import { runMetricLabels } from './metric-labels/run.ts'
import { type TestPlatform, violated } from './test-platform.ts'

/** Sends what the schemas accept. */
export function acceptedRequestTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  it('whatever the schemas accept ends confirmed or cancelled for a reason of the business', async () => {
    const report = await runAcceptedRequests(shop, 500, 1)
    expect(faultsOf(report), JSON.stringify(report)).toEqual([])
  })

  const place = async (customer: string) => {
    const token = await shop.edge.token(customer, 'customer', 'trade')
    const address = { name: 'A', street: '1 B', city: 'London', postcode: 'N1 9GU', country: 'GB' }
    const body = JSON.stringify({
      ...{ lines: [{ sku: skus[0], quantity: 1 }], currency, payment: { type: 'account' } },
      delivery: { carrier: 'own-fleet', address },
    })
    const { status, text } = await shop.edge.request({
      ...{ method: 'POST', path: '/v1/orders', token, body, idempotencyKey: randomUUID() },
    })
    expect(status, text).toBe(202)
    return { token, orderId: (JSON.parse(text) as { orderId: string }).orderId }
  }

  it('40 cancels with a poisoned reason are refused, and every later order is confirmed', async () => {
    for (let n = 0; n < 40; n += 1) {
      const { token, orderId } = await place('ada@example.com')
      const { status, text } = await shop.edge.request({
        ...{ method: 'POST', path: `/v1/orders/${orderId}/cancel`, token },
        body: JSON.stringify({ reason: 'x\0' }),
      })
      expect(status, text).toBe(422)
    }
    const result = await shop.load({ rate: 20, seconds: 5 })
    expect(result).toMatchObject({
      confirmed: result.offered,
      cancelled: 0,
      unsettled: 0,
      failed: 0,
    })
    expect(violated(await shop.verify())).toEqual([])
  })

  it.each(customers)('the subject %s places orders and reads its own profile', async (subject) => {
    const { token, orderId } = await place(subject)
    const path = `/v1/customers/${encodeURIComponent(subject)}`
    const body = JSON.stringify({ name: 'Ada', email: 'ada@example.com' })
    expect(await shop.edge.request({ method: 'PUT', path, token, body })).toMatchObject({
      status: 200,
    })
    const profile = await shop.edge.request({ method: 'GET', path, token })
    expect(JSON.parse(profile.text)).toMatchObject({ customerId: subject, name: 'Ada' })
    const order = await shop.edge.request({ method: 'GET', path: `/v1/orders/${orderId}`, token })
    expect(JSON.parse(order.text)).toMatchObject({ customerId: subject })
  })

  it('the services expose the metrics of the catalogue and no other, however many customers, orders and paths there are', async () => {
    const orders = 150
    const report = await runMetricLabels(shop, orders)
    expect(report).toMatchObject({ accepted: orders, deviations: [] })
  })
}
