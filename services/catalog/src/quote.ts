import { faultsOfSums, maxQuoteLength, type QuoteClaims, quoteIssuer } from '@stoa/contracts'
import { AppError } from '@stoa/service'

export interface QuoteRequest extends Pick<QuoteClaims, 'currency' | 'lines' | 'maxUses'> {
  readonly customerId: string
  readonly validSeconds: number
}

/** The longest validity of a quote; its key is kept for as long after its last signature. */
export const maxValidSeconds = 30 * 24 * 3600

const dayMs = 24 * 3600 * 1000

/** Whether a key signs new quotes: for `days` after its creation. */
export const isSigning = (createdAt: Date, now: Date, days: number): boolean =>
  now.getTime() - createdAt.getTime() < days * dayMs

/** Whether every quote that the key can have signed has expired. */
export const isExpired = (createdAt: Date, now: Date, days: number): boolean =>
  !isSigning(createdAt, new Date(now.getTime() - maxValidSeconds * 1000), days)

function refuseLargeSums({ lines, currency }: Pick<QuoteClaims, 'lines' | 'currency'>): void {
  let pieces = 0
  let totalMinor = 0
  for (const { quantity, unitPriceMinor } of lines) {
    pieces += quantity
    totalMinor += quantity * unitPriceMinor
  }
  const errors = faultsOfSums({ pieces, totalMinor, currency }).map((message) => ({
    field: '/lines',
    message,
  }))
  if (errors.length > 0) throw new AppError('invalid', 'the quote is too large', { errors })
}

/** Throws 422 for a signed quote that is longer than an order may bring. */
export function refuseLongQuote(quote: string): void {
  const excess = quote.length - maxQuoteLength
  if (excess <= 0) return
  const message = `must be fewer: signed, the quote has ${excess} characters more than an order may bring`
  throw new AppError('invalid', 'the quote is too large', {
    errors: [{ field: '/lines', message }],
  })
}

/**
 * The claims of a quote; throws 422 naming each line whose SKU is not one of `catalogSkus`, or the sums that no order
 * may have.
 */
export function quoteOf(
  request: QuoteRequest,
  catalogSkus: ReadonlySet<string>,
  issued: { quoteId: string; at: Date },
): QuoteClaims {
  const { customerId, currency, lines, validSeconds, maxUses } = request
  const errors = lines.flatMap(({ sku }, index) =>
    catalogSkus.has(sku)
      ? []
      : [{ field: `/lines/${index}/sku`, message: 'must be a SKU of the catalog' }],
  )
  if (errors.length > 0)
    throw new AppError('invalid', 'the quote has unknown SKUs; add them to the catalog first', {
      errors,
    })
  refuseLargeSums(request)
  const iat = Math.floor(issued.at.getTime() / 1000)
  return {
    iss: quoteIssuer,
    sub: customerId,
    jti: issued.quoteId,
    iat,
    exp: iat + validSeconds,
    currency,
    lines,
    maxUses,
  }
}
