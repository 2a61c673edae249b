import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProviders } from '../settling/testing.ts'

let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.sandbox.stop())

const pages = {
  return_url: 'https://shop.test/back?order=7',
  cancel_url: 'https://shop.test/cancelled',
}

/** An order that its payer has to approve, and the request that found so. */
async function waiting(experience_context?: typeof pages) {
  const orderId = randomUUID()
  const unit = {
    ...{ reference_id: orderId, custom_id: orderId },
    amount: { currency_code: 'GBP', value: '1.00' },
  }
  const order = { intent: 'AUTHORIZE', purchase_units: [unit] }
  const { id } = (await providers.paypal('POST', '/v2/checkout/orders', order)).body
  const wallet = {
    vault_id: 'vault-needs-approval',
    ...(experience_context && { experience_context }),
  }
  const authorize = () =>
    providers.paypal('POST', `/v2/checkout/orders/${id}/authorize`, {
      payment_source: { paypal: wallet },
    })
  expect(await authorize()).toMatchObject({ status: 422 })
  return { id: id as string, authorize }
}

const visit = async (query: string) => {
  const page = providers.sandbox.url(`/checkoutnow?${query}`)
  const { status, headers } = await fetch(page, { redirect: 'manual' })
  return { status, location: headers.get('location') }
}

it('a payer who approves comes back to the shop, and the order can be authorised', async () => {
  const { id, authorize } = await waiting(pages)
  expect(await visit(`token=${id}`)).toEqual({
    status: 302,
    location: `https://shop.test/back?order=7&token=${id}&PayerID=SANDBOXPAYER1`,
  })
  await providers.sandbox.receiver.some(
    1,
    ({ body }) => body.includes(id) && body.includes('CHECKOUT.ORDER.APPROVED'),
  )
  expect(await authorize()).toMatchObject({ status: 201 })
})

it('a payer who cancels comes back too, and nothing is approved', async () => {
  const { id, authorize } = await waiting(pages)
  expect(await visit(`token=${id}&decision=cancel`)).toEqual({
    status: 302,
    location: `https://shop.test/cancelled?token=${id}`,
  })
  expect(await authorize()).toMatchObject({ status: 422 })
})

it('a payer whose shop named no page stays at PayPal', async () => {
  const { id, authorize } = await waiting()
  expect(await visit(`token=${id}`)).toEqual({ status: 204, location: null })
  expect(await authorize()).toMatchObject({ status: 201 })
})

it('an order that is not known has no page', async () => {
  expect(await visit('token=UNKNOWN')).toMatchObject({ status: 404 })
})
