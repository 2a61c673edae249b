import { randomUUID } from 'node:crypto'
import { type Dimensions, shippingBook } from '@stoa/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleetLimits } from './carrier-limits.ts'
import { openShipping, received } from './testing.ts'
import { announceCarriers } from './use-cases/announce-carriers.ts'
import { book } from './use-cases/book.ts'
import { compareRates } from './use-cases/rates.ts'

let shipping: Awaited<ReturnType<typeof openShipping>>
beforeAll(async () => {
  shipping = await openShipping()
})
afterAll(() => shipping.close())

const home = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }

const replyTo = async (carrier: 'own-fleet' | 'ups', address: object, weightGrams = 900) => {
  const orderId = randomUUID()
  const data = shippingBook.schema.parse({
    ...{ orderId, customerId: 'c-1', carrier, weightGrams, pieces: 1 },
    address: { ...home, ...address },
  })
  await book(shipping.deps, [received(shippingBook, data)])
  const [reply] = await shipping.publishedOnce(orderId, 1)
  return { reply, calls: shipping.ups.calls.filter((call) => call.includes(orderId)) }
}

it('what carriers take is announced at each start; the revision grows with a change only', async () => {
  const announced = async (...countries: string[]) => {
    await announceCarriers(shipping.deps, [fleetLimits(countries)])
    return (await shipping.published('own-fleet')).map(({ data }) => {
      const { revision, countries: served } = data as { revision: number; countries: string[] }
      return [revision, ...served]
    })
  }
  await announced('GB')
  await announced('GB')
  expect(await announced('GB', 'IE')).toEqual([
    [1, 'GB'],
    [1, 'GB'],
    [2, 'GB', 'IE'],
  ])
})

it('a booking of the release before, with one long street, is spread over the lines of its carrier', async () => {
  const street = 'Burgemeester van Meeuwenstraat, huisnummer 157 H, derde verdieping'
  const { reply, calls } = await replyTo('ups', { street })
  expect(reply?.type).toBe('shipping.booked')
  expect(calls).toHaveLength(1)
})

it.each([
  ['a street that does not fit', { street: 'x'.repeat(36) }, 900, /^ups: street must fit into 3/],
  ['a country that is none', { country: 'UK' }, 900, /^ups: country must be a country/],
  ['too much weight', {}, 70_001, /^ups: weight must be at most 70 kg/],
])('%s is a rejection with its reason, and no call', async (_, address, weight, reason) => {
  const { reply, calls } = await replyTo('ups', address, weight)
  expect(reply).toMatchObject({
    type: 'shipping.rejected',
    data: { reason: expect.stringMatching(reason) },
  })
  expect(calls).toEqual([])
})

it('an order that was accepted for our vans is delivered by them', async () => {
  const { reply } = await replyTo('own-fleet', { country: 'FR', postcode: '75001' })
  expect(reply?.type).toBe('shipping.booked')
})

it('only carriers that take a parcel have a rate', async () => {
  const carriersOf = async (address: object, weightGrams = 900, dimensions?: Dimensions) =>
    (await compareRates(shipping.deps, { ...home, ...address }, weightGrams, dimensions)).map(
      ({ carrier }) => carrier,
    )
  expect(await carriersOf({})).toEqual(['own-fleet', 'fedex', 'ups'])
  expect(await carriersOf({ city: 'c'.repeat(32) })).toEqual(['own-fleet', 'fedex'])
  expect(await carriersOf({}, 69_000)).toEqual(['own-fleet', 'ups'])
  const mm = (lengthMm: number, widthMm: number, heightMm: number) => ({
    ...{ lengthMm, widthMm, heightMm },
  })
  expect(await carriersOf({}, 900, mm(300, 200, 100))).toEqual(['own-fleet', 'fedex', 'ups'])
  expect(await carriersOf({}, 900, mm(2_740, 100, 100))).toEqual(['fedex', 'ups'])
  expect(await carriersOf({}, 900, mm(1_500, 600, 400))).toEqual(['own-fleet', 'ups'])
  expect(await carriersOf({}, 900, mm(2_500, 600, 400))).toEqual(['own-fleet'])
  expect(await carriersOf({}, 900, mm(3_000, 100, 100))).toEqual([])
  const paris = { country: 'FR', city: 'Paris', postcode: '75001', phone: '+33 1 23 45 67 89' }
  expect(await carriersOf(paris)).toEqual(['fedex', 'ups'])
})
