import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { countUnsettled } from './store/unsettled.ts'
import {
  authorise,
  capture,
  newOrder,
  type RunningService,
  startService,
  wallet,
} from './testing-service.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let service: RunningService
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  service = await startService()
  app = createApp(service.deps, {
    ...{ trustedForwarders: [edge], ready: async () => undefined, results: service.results },
    ...{ compareNow: () => undefined, stripeSecret: 'whsec_0123456789' },
    readPaypal: async () => undefined,
  })
})
afterAll(() => service.stop())

const headersOf = (sub: string, role: string) => ({
  'content-type': 'application/json',
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub, roles: [role] })).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${edge}`,
})
const writeOff = (reversalId: string, sub: string, role = 'finance') => {
  const body = JSON.stringify({ provider: 'paypal', reversalId, reason: `not paid, says ${sub}` })
  const request = { method: 'POST', headers: headersOf(sub, role), body }
  return app.request('/v1/reversals/write-off', request)
}
const due = async () => {
  const answer = await app.request('/v1/reversals', { headers: headersOf('ann', 'finance') })
  return ((await answer.json()) as { reversals: object[] }).reversals
}

it('money that PayPal took back is due until finance writes it off, once', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const base = { orderId: order, provider: 'paypal', step: 'reversal', is: 'reversed' } as const
  const money = { amountMinor: 200, currency: 'GBP' }
  await service.results.add({ result: { ...base, ref: 'REV-1', money, reason: 'chargeback' } })
  expect(await countUnsettled(service.db)).toMatchObject({ capture_due: 1 })
  expect(await due()).toMatchObject([{ reversalId: 'REV-1', orderId: order, ...money }])

  expect((await writeOff('REV-1', 'ben', 'customer')).status).toBe(403)
  expect((await writeOff('REV-2', 'ann')).status).toBe(404)
  for (const by of ['ann', 'ben']) {
    const answer = await writeOff('REV-1', by)
    expect(await answer.json()).toMatchObject({ reversalId: 'REV-1', status: 'written_off' })
  }
  expect(await due()).toEqual([])
  expect(await countUnsettled(service.db)).toMatchObject({ capture_due: 0 })
  expect(await service.balances(order)).toEqual({
    ...{ 'balance:paypal': 300, 'due:paypal': 0, chargebacks: 200, sales: -500 },
  })
  const kept = await service.db.selectFrom('reversals').selectAll().executeTakeFirst()
  expect(kept).toMatchObject({ written_off_by: 'ann', written_off_reason: 'not paid, says ann' })
})
