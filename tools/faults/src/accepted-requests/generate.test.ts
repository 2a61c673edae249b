import { hash } from 'node:crypto'
import { addressBody, countries, phone } from '@stoa/contracts'
import { expect, it } from 'vitest'
import { generate } from './generate.ts'
import type { Targets } from './plans.ts'
import { isTechnical } from './run.ts'

interface Placed {
  readonly delivery: { readonly address: Record<string, unknown> }
}

const requests = generate(2_000, 1)
const orders = requests.filter(({ name }) => name === 'POST /v1/orders')
const addresses = orders.map(({ body }) => (body as Placed).delivery.address)

it('addresses are of many countries, and nearly all of them are accepted', () => {
  const found = new Set(addresses.map(({ country }) => country))
  expect(found.size).toBeGreaterThan(100)
  expect(countries).toEqual(expect.arrayContaining([...found]))
  const accepted = addresses.filter((one) => addressBody.safeParse(one).success)
  expect(accepted.length / addresses.length).toBeGreaterThan(0.9)
})

const targets: Targets = {
  customer: () => 'ada',
  quoteOf: () => 'quote',
  ...{ fresh: () => order, shipped: () => order },
}
const order = { orderId: 'order', customer: 'ada', carrier: 'own-fleet' }
/** A hash of what is sent, because a difference of so many requests is not readable. */
function sentWith(seed: number): string {
  const all = generate(200, seed).map(({ name, send }) => {
    const { path = '', ...sent } = send(targets) ?? {}
    // Receipts and payments of a customer have new ids in each run.
    return { name, path: path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}$/, 'ID'), ...sent }
  })
  return hash('sha256', JSON.stringify(all))
}

it('the same seed sends the same requests, and another one others', () => {
  const sent = sentWith(1)
  expect(sentWith(1)).toBe(sent)
  expect(sentWith(2)).not.toBe(sent)
})

it.each(['city', 'postcode', 'phone', 'region', 'name', 'street'])(
  '%s has no few values',
  (field) => {
    const values = new Set(addresses.map((one) => one[field]))
    expect(values.size).toBeGreaterThan(addresses.length / 10)
  },
)

it('postcodes are up to as long as the schema accepts', () => {
  const lengths = addresses.map(({ postcode = '' }) => [...String(postcode)].length)
  expect(Math.max(...lengths)).toBe(20)
})

/** Every phone in a body, wherever it stands. */
const phonesIn = (body: unknown): readonly string[] =>
  typeof body === 'object' && body !== null
    ? Object.entries(body).flatMap(([name, value]) =>
        name === 'phone' && typeof value === 'string' ? [value] : phonesIn(value),
      )
    : []

it('nearly every phone is one, so that the request tests what lies behind', () => {
  const phones = requests.flatMap(({ body }) => phonesIn(body))
  expect(phones.length).toBeGreaterThan(orders.length)
  const taken = phones.filter((one) => phone.safeParse(one).success)
  expect(taken.length / phones.length).toBeGreaterThan(0.99)
})

it.each([
  ['no reply about shipping.book', true],
  ['fedex: PHONE.INVALID', true],
  ['ups: region is required by ups in Ireland: the county', true],
  ['own-fleet: country must be a country that own-fleet delivers to: GB', true],
  ['insufficient stock of FIT-1', false],
  ['card_declined', false],
])('a cancellation for “%s” is technical: %s', (reason, technical) => {
  expect(isTechnical(reason)).toBe(technical)
})
