import { faultsOfSums, type Line, type QuoteClaims } from '@stoa/contracts'
import { AppError, type BadField } from '@stoa/service'
import type { PricedLine } from './order-event.ts'

/** The price of a product as the catalog announced it. */
export interface Price {
  readonly sku: string
  readonly priceMinor: number
  readonly currency: string
  readonly weightGrams: number
  readonly active: boolean
}

export interface Priced {
  readonly lines: readonly PricedLine[]
  readonly currency: string
  readonly totalMinor: number
  readonly pieces: number
  readonly weightGrams: number
}

const unknownWeightGrams = 500

/** Adds up the lines; throws each sum that is too large, as a fault of `field`. */
function sum(
  lines: readonly PricedLine[],
  currency: string,
  prices: ReadonlyMap<string, Price>,
  field: '/lines' | '/quote',
): Priced {
  let totalMinor = 0
  let pieces = 0
  let weightGrams = 0
  for (const { sku, quantity, unitPriceMinor } of lines) {
    totalMinor += quantity * unitPriceMinor
    pieces += quantity
    weightGrams += quantity * (prices.get(sku)?.weightGrams ?? unknownWeightGrams)
  }
  const errors = faultsOfSums({ pieces, totalMinor, currency, weightGrams }).map((message) => ({
    field,
    message,
  }))
  if (errors.length > 0) throw new AppError('invalid', 'the order is too large', { errors })
  return { lines, currency, totalMinor, pieces, weightGrams }
}

/** Prices a shopper's lines from the catalog's; throws every line that cannot be sold. */
export function priceLines(
  lines: readonly Line[],
  currency: string,
  prices: ReadonlyMap<string, Price>,
): Priced {
  const bad: BadField[] = []
  const priced = lines.map(({ sku, quantity }, index) => {
    const price = prices.get(sku)
    if (!price?.active) bad.push({ field: `/lines/${index}/sku`, message: 'is not sold here' })
    else if (price.currency !== currency)
      bad.push({ field: `/lines/${index}/sku`, message: `has no price in ${currency}` })
    return { sku, quantity, unitPriceMinor: price?.priceMinor ?? 0 }
  })
  if (bad.length > 0) throw new AppError('invalid', 'some lines cannot be sold', { errors: bad })
  return sum(priced, currency, prices, '/lines')
}

/** Prices an order by a quote that the catalog signed for this customer. */
export function priceQuote(quote: QuoteClaims, prices: ReadonlyMap<string, Price>): Priced {
  const bad = quote.lines
    .map(({ sku }, index) => ({ sku, index }))
    .filter(({ sku }) => !prices.has(sku))
    .map(({ index }) => ({ field: `/quote/lines/${index}/sku`, message: 'is not sold here' }))
  if (bad.length > 0) throw new AppError('invalid', 'some lines cannot be sold', { errors: bad })
  return sum(quote.lines, quote.currency, prices, '/quote')
}
