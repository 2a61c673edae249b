import { type QuoteClaims, quoteIssuer } from '@stoa/contracts'
import { AppError } from '@stoa/service'

export interface QuoteRequest extends Pick<QuoteClaims, 'currency' | 'lines'> {
  readonly customerId: string
  readonly validSeconds: number
}

/** A quote may live this long, and so must the key that signed it. */
export const maxValidSeconds = 30 * 24 * 3600

const dayMs = 24 * 3600 * 1000

/** A key signs for so many days. */
export const mayStillSign = (createdAt: Date, now: Date, days: number): boolean =>
  now.getTime() - createdAt.getTime() < days * dayMs

/** No quote signed by this key is valid any more. */
export const isSpent = (createdAt: Date, now: Date, days: number): boolean =>
  !mayStillSign(createdAt, new Date(now.getTime() - maxValidSeconds * 1000), days)

/** Throws naming each line whose SKU is not among the `known`. */
export function quoteOf(
  request: QuoteRequest,
  known: ReadonlySet<string>,
  issued: { quoteId: string; at: Date },
): QuoteClaims {
  const { customerId, currency, lines, validSeconds } = request
  const errors = lines.flatMap(({ sku }, index) =>
    known.has(sku) ? [] : [{ field: `/lines/${index}/sku`, message: 'is not in the catalog' }],
  )
  if (errors.length > 0) throw new AppError('invalid', 'the body is not valid', { errors })
  const iat = Math.floor(issued.at.getTime() / 1000)
  return {
    iss: quoteIssuer,
    sub: customerId,
    jti: issued.quoteId,
    iat,
    exp: iat + validSeconds,
    currency,
    lines,
  }
}
