import type Stripe from 'stripe'
import { fromStripeAmount } from '../money.ts'
import type { StatementLine } from '../reconcile.ts'
import type { StatementReader } from './statement.ts'
import { stripeSdk } from './stripe-http.ts'
import type { Transport } from './transport.ts'

const payouts = new Set(['payout', 'payout_cancel', 'payout_failure'])
const fees = new Set(['stripe_fee', 'stripe_fx_fee', 'tax_fee'])
const ofPayments = new Set([
  ...['charge', 'payment', 'refund', 'payment_refund', 'refund_failure', 'payment_failure_refund'],
  ...['payment_reversal', 'adjustment'],
])

/** The source that `expand` has shown: a charge, a refund or a dispute names its payment intent. */
function sourceOf({ source }: Stripe.BalanceTransaction): { object?: string; paymentRef?: string } {
  if (source === null || typeof source === 'string') return {}
  const intent = 'payment_intent' in source ? source.payment_intent : undefined
  const paymentRef = typeof intent === 'string' ? intent : intent?.id
  return { object: source.object, ...(paymentRef && { paymentRef }) }
}

export function stripeLine(transaction: Stripe.BalanceTransaction): StatementLine {
  const { id, type, amount, fee, currency, created } = transaction
  const money = fromStripeAmount(amount, currency)
  const kept = fromStripeAmount(fee, currency)
  if (!money || !kept) throw new Error(`Stripe’s transaction ${id} is not in whole minor units`)
  const at = new Date(created * 1000)
  const base = { transactionId: id, currency: money.currency, at, ofDispute: false } as const
  if (fees.has(type))
    return { ...base, kind: 'fee', amountMinor: 0, feeMinor: 0 - money.amountMinor }
  const amounts = { amountMinor: money.amountMinor, feeMinor: kept.amountMinor }
  if (payouts.has(type)) return { ...base, ...amounts, kind: 'payout' }
  const { object, paymentRef } = sourceOf(transaction)
  if (!ofPayments.has(type) || !paymentRef) return { ...base, ...amounts, kind: 'other' }
  return { ...base, ...amounts, kind: 'payment', paymentRef, ofDispute: object === 'dispute' }
}

/** Stripe's balance transactions. */
export function stripeStatement(transport: Transport, apiKey: string): StatementReader {
  const stripe = stripeSdk(transport, apiKey)
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
  return async function* read(from, to) {
    let startingAfter: string | undefined
    for (;;) {
      const { data, has_more } = await stripe.balanceTransactions.list({
        created: { gte: seconds(from), lt: seconds(to) + 1 },
        expand: ['data.source'],
        limit: 100,
        ...(startingAfter && { starting_after: startingAfter }),
      })
      yield data.map(stripeLine)
      startingAfter = data.at(-1)?.id
      if (!has_more || !startingAfter) return
    }
  }
}
