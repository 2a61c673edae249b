import { paymentsAuthorise } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { received } from './testing.ts'
import { cancel, card, newOrder, type RunningService, startService } from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

/** In a currency that only Stripe takes; Stripe keeps a server error for its key. */
async function unanswered(): Promise<string> {
  const orderId = newOrder()
  service.fake.meet('stripe', 'authorise', ...Array.from({ length: 30 }, () => 'error' as const))
  const command = { orderId, customerId: 'ann', amountMinor: 500, currency: 'AED', method: card }
  await service.go(received(paymentsAuthorise, command))
  return orderId
}

it('an authorisation whose server error Stripe keeps is given up when its order is cancelled', async () => {
  const order = await unanswered()
  await service.goOn()
  expect(await service.published(order)).toEqual([])
  await service.go(cancel(order))
  await service.goOn()
  expect(await service.published(order)).toEqual(['voided'])
  expect(await service.payment(order)).toMatchObject({ status: 'declined', doing: null })
})

it('what Stripe made of it is found and released', async () => {
  const order = await unanswered()
  service.fake.holdFor(order)
  await service.go(cancel(order))
  await service.goOn()
  await service.makeDue()
  await service.checkAbandoned()
  expect(service.fake.held(order)).toMatchObject([{ status: 'released' }])
})
