import type { Address, Carrier, Line, PaymentMethod, QuoteClaims } from '@stoa/contracts'
import { AppError, type IdempotencyKey } from '@stoa/service'
import { checkDeliverable } from '../deliverable.ts'
import { placedOrder } from '../order.ts'
import type { OrderPlaced } from '../order-event.ts'
import {
  type Price,
  priceLines,
  priceQuote,
  requireExpectedTotal,
  requirePayable,
} from '../price.ts'
import { checkout, idleSteps, readySteps } from '../saga.ts'
import type { Acceptance } from '../store/accept.ts'
import type { Limits } from '../store/carriers.ts'

export interface PlaceOrder {
  readonly customerId: string
  readonly idempotency: IdempotencyKey
  /** Lines, a quote, or why the quote that was sent cannot be used. */
  readonly what:
    | { readonly lines: readonly Line[]; readonly currency: string }
    | QuoteClaims
    | AppError
  readonly expectedTotalMinor?: number | undefined
  readonly payment: PaymentMethod
  readonly delivery: { readonly carrier: Carrier; readonly address: Address }
  readonly traceparent: string
}

/** What orders are checked against. */
export interface Known {
  readonly prices: ReadonlyMap<string, Price>
  readonly limits: Limits
}

export const quoteOf = ({ what }: PlaceOrder): QuoteClaims | undefined =>
  !(what instanceof AppError) && 'jti' in what ? what : undefined

export const skusOf = ({ what }: PlaceOrder): string[] =>
  what instanceof AppError ? [] : what.lines.map(({ sku }) => sku)

function pricedBy({ what }: PlaceOrder, prices: Known['prices']) {
  if (what instanceof AppError) throw what
  return 'jti' in what ? priceQuote(what, prices) : priceLines(what.lines, what.currency, prices)
}

/** The order, its first event and the answer. Throws why the order cannot be placed. */
export function acceptOrder(
  request: PlaceOrder,
  { prices, limits }: Known,
  { orderId, at }: { readonly orderId: string; readonly at: Date },
): Acceptance {
  const { customerId, payment, delivery, traceparent, idempotency } = request
  const priced = pricedBy(request, prices)
  requireExpectedTotal(request.expectedTotalMinor, priced)
  requirePayable(payment.type, priced)
  const quote = quoteOf(request)
  const linesField = quote ? '/quote/lines' : '/lines'
  checkDeliverable(delivery, { ...priced, linesField }, prices, limits)
  const placed: OrderPlaced['data'] = {
    requested: readySteps(checkout, idleSteps),
    customerId,
    ...priced,
    payment,
    delivery,
    traceparent,
    ...(quote && { quoteId: quote.jti, quoteMaxUses: quote.maxUses }),
  }
  const order = placedOrder(orderId, { type: 'order.placed', data: placed }, at.toISOString())
  const { totalMinor, currency } = priced
  const body = JSON.stringify({ orderId, status: 'placed', totalMinor, currency })
  const quoteUse = quote && {
    ...{ quoteId: quote.jti, maxUses: quote.maxUses },
    expiresAt: new Date(quote.exp * 1000),
  }
  return { order, placed, caller: customerId, ...idempotency, body, quoteUse }
}
