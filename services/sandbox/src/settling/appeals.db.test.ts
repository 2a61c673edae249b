import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProviders } from './testing.ts'

let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.sandbox.stop())

const dispute = (orderId: string, outcome: string, share = 1) =>
  providers.happen(orderId, 'dispute', { outcome, share })
/** What an event is about. */
const told = async (...words: readonly string[]) => {
  const [event] = await providers.sandbox.receiver.some(1, ({ body }) =>
    words.every((word) => body.includes(word)),
  )
  const { data, resource } = JSON.parse(event?.body ?? '{}')
  return data?.object ?? resource
}

it('Stripe: a dispute that was lost is appealed, and its money comes back when it is won', async () => {
  const { orderId } = await providers.refundedByStripe('pm_card_visa')
  await providers.happen(orderId, 'settle', { outcome: 'fail' })
  await dispute(orderId, 'open')
  expect(await dispute(orderId, 'appeal')).toBe(0)
  await dispute(orderId, 'lost')
  expect(await dispute(orderId, 'appeal')).toBe(1)
  const appealed = await told('charge.dispute.updated')
  expect(appealed).toMatchObject({ status: 'appeal_needs_response' })
  expect(appealed.balance_transactions).toMatchObject([{ amount: -1250 }])
  expect(await dispute(orderId, 'won')).toBe(2)
  expect(await told('funds_reinstated')).toMatchObject({
    balance_transactions: [{ amount: -1250 }, { amount: 1250, fee: 0 }],
  })
})

it('PayPal: an appeal of a dispute that was lost in part is about that part', async () => {
  const { orderId } = await providers.captured()
  await dispute(orderId, 'open')
  await dispute(orderId, 'lost', 0.4)
  expect(await dispute(orderId, 'appeal')).toBe(1)
  const appealed = await told('CUSTOMER.DISPUTE.UPDATED', orderId)
  const review = { status: 'UNDER_REVIEW', dispute_life_cycle_stage: 'PRE_ARBITRATION' }
  expect(appealed).toMatchObject({ ...review, update_time: expect.any(String) })
  expect(appealed.dispute_outcome).toBeUndefined()
  expect(await dispute(orderId, 'won')).toBe(1)
  const { body } = await providers.paypal(
    'GET',
    `/v1/reporting/transactions?start_date=${new Date(Date.now() - 60_000).toISOString()}&end_date=${new Date(Date.now() + 60_000).toISOString()}`,
  )
  const returned = body.transaction_details
    .map((one: { transaction_info: object }) => one.transaction_info)
    .filter((one: { transaction_event_code: string }) => one.transaction_event_code === 'T1202')
  expect(returned).toMatchObject([
    { transaction_amount: { value: '7.50' } },
    { transaction_amount: { value: '5.00' } },
  ])
})
