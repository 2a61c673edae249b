import {
  addressBody as address,
  amountMinor,
  carrier,
  currency,
  line,
  maxQuoteLength,
  maxReasonLength,
  paymentMethodBody,
  singleLine,
  token,
  uuid,
} from '@stoa/contracts'
import { z } from 'zod'
import { outcomes, settleableSteps } from './settlement.ts'

const reason = singleLine(maxReasonLength)

const lines = z
  .array(line.strict())
  .min(1)
  .max(200)
  .superRefine((all, context) => {
    const seen = new Set<string>()
    all.forEach(({ sku }, index) => {
      if (seen.has(sku))
        context.addIssue({
          code: 'custom',
          path: [index, 'sku'],
          message: 'must be on one line only; an earlier line has this SKU',
        })
      seen.add(sku)
    })
  })

/** Either lines at the catalog's prices, or a quote that holds lines and prices. */
export const placeBody = z
  .strictObject({
    lines: lines.optional(),
    currency: currency.optional(),
    quote: token(maxQuoteLength).optional(),
    expectedTotalMinor: amountMinor.optional(),
    payment: paymentMethodBody,
    delivery: z.strictObject({ carrier, address }),
  })
  .superRefine(({ lines, currency, quote }, context) => {
    const issue = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (quote && lines) issue('lines', 'must be absent: the quote has lines')
    if (quote && currency) issue('currency', 'must be absent: the quote has a currency')
    if (!quote && !lines) issue('lines', 'provide `lines` or `quote`')
    if (!quote && !currency) issue('currency', 'provide `currency` or `quote`')
  })
  .meta({
    examples: [
      {
        lines: [{ sku: 'TEAPOT-01', quantity: 2 }],
        currency: 'GBP',
        payment: { type: 'card', token: 'pm_card_visa' },
        delivery: {
          carrier: 'own-fleet',
          address: {
            name: 'Ada Lovelace',
            street: '12 St James’s Square',
            city: 'London',
            postcode: 'SW1Y 4JH',
            country: 'GB',
          },
        },
      },
    ],
  })

export const byOrderId = z.strictObject({ orderId: uuid })

export const page = z.strictObject({
  cursor: uuid.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const changesPage = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,19}-\d{1,18}$/, { error: 'must be a `cursor` of this feed' })
    .optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
})

export const cancelBody = z.strictObject({ reason: reason.optional() })

export const holdsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

export const resumeBody = z.strictObject({ note: reason })

export const settleBody = z.strictObject({
  step: z.enum(settleableSteps),
  outcome: z.enum(outcomes),
  /** With the step `refund`, and no other. */
  refundId: uuid.optional(),
  /** The provider’s id of what it did: with `captured` and `refunded`; may be given with `voided` and `declined`. */
  reference: token(255).optional(),
  /** With `handed_over`, and no other outcome. */
  trackingNumber: token(40).min(6).optional(),
  /** How you know it. */
  reason,
})

export const refundBody = z.strictObject({ amountMinor: amountMinor.min(1), currency, reason })
