import type { QuoteClaims } from '@stoa/contracts'
import { expect, it } from 'vitest'
import { type Price, priceLines, priceQuote, requireExpectedTotal } from './price.ts'
import { faultsOf } from './testing-rules.ts'

const price = (sku: string, priceMinor: number, weightGrams: number): [string, Price] => [
  sku,
  { sku, priceMinor, currency: 'GBP', weightGrams, active: true },
]
const prices = new Map([
  price('A', 1, 1),
  price('B', 1, 1),
  price('HEAVY', 1, 1_000_000),
  price('DEAR', 9e12, 1),
])

const half = 500_000
const ofLines = (...lines: [sku: string, quantity: number][]) =>
  faultsOf(() =>
    priceLines(
      lines.map(([sku, quantity]) => ({ sku, quantity })),
      'GBP',
      prices,
    ),
  )

it('an order may have as much as its parcel and its payment can have', () => {
  expect(ofLines(['A', half], ['B', half])).toEqual([])
  expect(ofLines(['HEAVY', 1_000])).toEqual([])
  expect(ofLines(['DEAR', 1])).toEqual([])
})

it.each([
  ['pieces', ofLines(['A', half], ['B', half + 1]), 'at most 1000000 pieces'],
  ['weight', ofLines(['HEAVY', 1_000], ['A', 1]), 'at most 1000000000 grams'],
  ['total', ofLines(['DEAR', 1], ['A', 1]), 'at most 9000000000000 minor units of GBP'],
])('an order is refused whose %s is too large', (_, faults, message) => {
  expect(faults).toEqual([{ field: '/lines', message: expect.stringContaining(message) }])
})

it('the sums of a quote are checked as well', () => {
  const line = { sku: 'A', quantity: half + 1, unitPriceMinor: 9e12 }
  const quote = { currency: 'GBP', lines: [line, line] } as unknown as QuoteClaims
  const fields = faultsOf(() => priceQuote(quote, prices)).map(({ field }) => field)
  expect(fields).toEqual(['/quote', '/quote'])
})

const sold = (sku: string, currency = 'GBP', active = true): [string, Price] => [
  sku,
  { ...{ sku, currency, active }, priceMinor: 100, weightGrams: 1 },
]
const catalog = new Map([sold('CUP'), sold('OLD', 'GBP', false), sold('KNIFE', 'EUR')])

it('a refusal names each line that cannot be sold, its SKU and why', () => {
  const lines = ['CUP', 'NONE', 'OLD', 'KNIFE'].map((sku) => ({ sku, quantity: 1 }))
  expect(faultsOf(() => priceLines(lines, 'GBP', catalog))).toEqual([
    { field: '/lines/1/sku', message: 'NONE is not in the catalog' },
    { field: '/lines/2/sku', message: 'OLD is not sold any more' },
    { field: '/lines/3/sku', message: 'KNIFE has no price in GBP, but in EUR' },
  ])
})

it('a refusal of a quote names the lines of the quote', () => {
  const lines = ['CUP', 'NONE'].map((sku) => ({ sku, quantity: 1, unitPriceMinor: 1 }))
  const quote = { currency: 'GBP', lines } as unknown as QuoteClaims
  expect(faultsOf(() => priceQuote(quote, catalog))).toEqual([
    { field: '/quote/lines/1/sku', message: 'NONE is not in the catalog' },
  ])
})

it.each([
  ['less than', 1_249, 'price_changed'],
  ['exactly', 1_250, undefined],
  ['more than', 1_251, 'price_changed'],
])('an order whose customer expects %s its total', (_, expectedMinor, code) => {
  const priced = { currency: 'GBP', totalMinor: 1_250, lines: [], pieces: 1, weightGrams: 1 }
  const refusal = () => requireExpectedTotal(expectedMinor, priced)
  if (code) expect(refusal).toThrow(expect.objectContaining({ code }))
  else expect(refusal).not.toThrow()
})
