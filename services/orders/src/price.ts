import {
  canBePaid,
  type Dimensions,
  faultsOfSums,
  type Line,
  type PaymentMethod,
  type QuoteClaims,
} from '@stoa/contracts'
import { AppError, type BadField } from '@stoa/service'
import type { PricedLine } from './order-event.ts'

/** The price of a product as the catalog announced it. */
export interface Price {
  readonly sku: string
  readonly priceMinor: number
  readonly currency: string
  readonly weightGrams: number
  /** A product without them fits every carrier. */
  readonly dimensions?: Dimensions | null | undefined
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
    const message = refusalOf(sku, price, currency)
    if (message) bad.push({ field: `/lines/${index}/sku`, message })
    return { sku, quantity, unitPriceMinor: price?.priceMinor ?? 0 }
  })
  if (bad.length > 0) throw new AppError('invalid', 'some lines cannot be sold', { errors: bad })
  return sum(priced, currency, prices, '/lines')
}

/** Why a SKU cannot be sold in this currency; undefined when it can. */
function refusalOf(sku: string, price: Price | undefined, currency: string): string | undefined {
  if (!price) return `${sku} is not in the catalog`
  if (!price.active) return `${sku} is not sold any more`
  return price.currency === currency
    ? undefined
    : `${sku} has no price in ${currency}, but in ${price.currency}`
}

/** Prices an order by a quote that the catalog signed for this customer. */
export function priceQuote(quote: QuoteClaims, prices: ReadonlyMap<string, Price>): Priced {
  const bad = quote.lines
    .map(({ sku }, index) => ({ sku, index }))
    .filter(({ sku }) => !prices.has(sku))
    .map(({ sku, index }) => ({
      field: `/quote/lines/${index}/sku`,
      message: `${sku} is not in the catalog`,
    }))
  if (bad.length > 0) throw new AppError('invalid', 'some lines cannot be sold', { errors: bad })
  return sum(quote.lines, quote.currency, prices, '/quote')
}

/** @throws AppError when the caller expects another total than this */
export function requireExpectedTotal(
  expectedMinor: number | undefined,
  { totalMinor, currency }: Priced,
): void {
  if (expectedMinor === undefined || expectedMinor === totalMinor) return
  const detail = `the order costs ${totalMinor} minor units of ${currency} now, not ${expectedMinor}`
  throw new AppError('price_changed', detail, { total: { totalMinor, currency } })
}

/** @throws AppError when no provider of the payment method can take exactly this total */
export function requirePayable(method: PaymentMethod['type'], priced: Priced): void {
  const { totalMinor: amountMinor, currency } = priced
  if (canBePaid(method, { amountMinor, currency })) return
  const message = `cannot pay ${amountMinor} minor units of ${currency}`
  throw new AppError('invalid', 'the total cannot be paid this way', {
    errors: [{ field: '/payment/type', message }],
  })
}
