import type { Address, CarrierLimits } from '@stoa/contracts'
import { describe, expect, it } from 'vitest'
import { checkDeliverable } from './deliverable.ts'
import type { Price } from './price.ts'
import { faultsOf } from './testing-rules.ts'

const ups: CarrierLimits = {
  ...{ carrier: 'ups', streetLines: 3, streetLength: 35, nameLength: 35, companyLength: 35 },
  ...{ cityLength: 30, postcodeLength: 9, regionLength: 5 },
  ...{ postcodeRequiredIn: [], regionRequiredIn: [], maxWeightGrams: 70_000 },
}
const sized = { ...ups, maxLengthMm: 2_740, maxLengthPlusGirthMm: 4_000 }
const address = { name: 'A', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }

const product = (
  sku: string,
  lengthMm?: number,
  widthMm = 100,
  heightMm = 100,
): [string, Price] => [
  sku,
  {
    ...{ sku, priceMinor: 1, currency: 'GBP', weightGrams: 1, active: true },
    dimensions: lengthMm === undefined ? null : { lengthMm, widthMm, heightMm },
  },
]
const prices = new Map([
  product('BOX', 300, 200, 100),
  product('POLE', 2_740),
  product('MAST', 3_000),
  product('WARDROBE', 2_741, 1_200, 600),
  product('UNMEASURED'),
])

function errorsOf(
  skus: readonly string[],
  limits: CarrierLimits = sized,
  linesField: '/lines' | '/quote/lines' = '/lines',
) {
  const lines = skus.map((sku) => ({ sku, quantity: 1, unitPriceMinor: 1 }))
  const goods = { lines, linesField, weightGrams: 1, totalMinor: 100, currency: 'GBP' }
  const known = new Map([['ups', limits]] as const)
  return faultsOf(() => checkDeliverable({ carrier: 'ups', address }, goods, prices, known))
}

function refusalOf(
  currency: string,
  limits: CarrierLimits,
  {
    to = address,
    linesField = '/lines',
  }: { readonly to?: Address; readonly linesField?: '/lines' | '/quote/lines' },
) {
  const goods = { lines: [], linesField, weightGrams: 1, totalMinor: 100, currency }
  const known = new Map([['ups', limits]] as const)
  return faultsOf(() => checkDeliverable({ carrier: 'ups', address: to }, goods, prices, known))
}

it('pieces that fit by themselves are taken, however many there are', () => {
  expect(errorsOf(['BOX', 'POLE', 'POLE'])).toEqual([])
})

it('a refusal names each line, its SKU, what was measured and the limit', () => {
  expect(errorsOf(['BOX', 'MAST', 'WARDROBE'])).toEqual([
    {
      field: '/lines/1/sku',
      message: 'the longest side of MAST must be at most 2740 mm for ups; found 3000 mm',
    },
    {
      field: '/lines/2/sku',
      message: 'the longest side of WARDROBE must be at most 2740 mm for ups; found 2741 mm',
    },
    {
      field: '/lines/2/sku',
      message: 'the length plus girth of WARDROBE must be at most 4000 mm for ups; found 6341 mm',
    },
  ])
})

it('a refusal of a quote names its lines', () => {
  expect(errorsOf(['MAST'], sized, '/quote/lines').map(({ field }) => field)).toEqual([
    '/quote/lines/0/sku',
  ])
})

it('a product without dimensions fits, and so does one that the catalog does not have', () => {
  expect(errorsOf(['UNMEASURED', 'GONE'])).toEqual([])
})

it('a carrier that announced no limits of size takes every piece', () => {
  expect(errorsOf(['MAST', 'WARDROBE'], ups)).toEqual([])
})

describe('the currency of an order', () => {
  const declares = { ...ups, customs: { currencies: ['GBP', 'JPY'], noneIn: ['GB'] } }
  const abroad = { name: 'A', street: '1 Way', city: 'Dublin', country: 'IE' }
  const fieldsOf = (more: { to?: Address; linesField?: '/lines' | '/quote/lines' }) =>
    refusalOf('UAH', declares, more).map(({ field }) => field)

  it('is one that its carrier declares to customs, wherever there is customs', () => {
    expect(refusalOf('UAH', declares, { to: abroad })).toEqual([
      {
        field: '/currency',
        message: 'must be a currency in which ups declares to the customs of Ireland; found UAH',
      },
    ])
    expect(fieldsOf({ to: abroad, linesField: '/quote/lines' })).toEqual(['/quote/currency'])
    expect(refusalOf('JPY', declares, { to: abroad })).toEqual([])
    expect(fieldsOf({})).toEqual([])
  })
  it('is no matter to a carrier that announced nothing about it', () => {
    expect(refusalOf('UAH', ups, { to: abroad })).toEqual([])
  })
})
