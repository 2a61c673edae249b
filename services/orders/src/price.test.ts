import { AppError } from '@stoa/service'
import { expect, it } from 'vitest'
import { priceLines, priceQuote } from './price.ts'

const product = (sku: string, currency = 'GBP', active = true) =>
  [sku, { ...{ sku, currency, active }, priceMinor: 100, weightGrams: 1 }] as const
const prices = new Map([product('CUP'), product('OLD', 'GBP', false), product('KNIFE', 'EUR')])

const errorsOf = (price: () => unknown) => {
  try {
    price()
  } catch (error) {
    if (error instanceof AppError) return error.errors
  }
  return []
}
const linesOf = (...skus: readonly string[]) => skus.map((sku) => ({ sku, quantity: 1 }))

it('a refusal names each line that cannot be sold, its SKU and why', () => {
  const lines = linesOf('CUP', 'NONE', 'OLD', 'KNIFE')
  expect(errorsOf(() => priceLines(lines, 'GBP', prices))).toEqual([
    { field: '/lines/1/sku', message: 'NONE is not in the catalog' },
    { field: '/lines/2/sku', message: 'OLD is not sold any more' },
    { field: '/lines/3/sku', message: 'KNIFE has no price in GBP, but in EUR' },
  ])
})

it('a refusal of a quote names the lines of the quote', () => {
  const lines = linesOf('CUP', 'NONE').map((line) => ({ ...line, unitPriceMinor: 1 }))
  const quote = { ...{ jti: 'q', sub: 'ann', currency: 'GBP', lines, exp: 1, iat: 1 } }
  expect(errorsOf(() => priceQuote(quote as never, prices))).toEqual([
    { field: '/quote/lines/1/sku', message: 'NONE is not in the catalog' },
  ])
})
