import type { Money } from '@stoa/contracts'
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

interface Source {
  readonly object?: string
  readonly paymentRef?: string
  /** In the currency of the payment, which need not be that of the balance. */
  readonly amount?: number
  readonly currency?: string
}

/** The source that `expand` has shown: a charge, a refund or a dispute names its payment intent. */
function sourceOf({ source }: Stripe.BalanceTransaction): Source {
  if (source === null || typeof source === 'string') return {}
  const intent = 'payment_intent' in source ? source.payment_intent : undefined
  const paymentRef = typeof intent === 'string' ? intent : intent?.id
  const { object } = source
  if (!paymentRef) return { object }
  if (!('amount' in source && 'currency' in source)) return { object, paymentRef }
  const amount = object === 'charge' ? source.amount_captured : source.amount
  return { object, paymentRef, amount, currency: source.currency }
}

function moneyOf(id: string, amount: number, currency: string): Money {
  const money = fromStripeAmount(amount, currency)
  if (!money) throw new Error(`Stripe’s transaction ${id} is not in whole minor units`)
  return money
}

/** A payment in another currency than the balance: what it was, and what Stripe converted it from and to. */
function converted(line: StatementLine, money: Money): StatementLine[] {
  const sign = Math.sign(line.amountMinor)
  const there = { ...money, amountMinor: sign * money.amountMinor }
  const { transactionId: id, ...of } = line
  const moved = { ...of, ...there, feeMinor: 0, ofDispute: false }
  return [
    { ...moved, transactionId: `${id}/payment` },
    {
      ...{ ...moved, kind: 'conversion', transactionId: `${id}/from` },
      amountMinor: 0 - there.amountMinor,
    },
    // What it kept stays with the transaction's own id: it is booked once.
    { ...line, kind: 'conversion' },
  ]
}

/** One line for each movement of Stripe's, or three for one that Stripe converted. */
export function stripeLines(transaction: Stripe.BalanceTransaction): StatementLine[] {
  const { id, type, amount, fee, currency, created } = transaction
  const money = moneyOf(id, amount, currency)
  const kept = moneyOf(id, fee, currency)
  const at = new Date(created * 1000)
  const base = { transactionId: id, currency: money.currency, at, ofDispute: false } as const
  if (fees.has(type))
    return [{ ...base, kind: 'fee', amountMinor: 0, feeMinor: 0 - money.amountMinor }]
  const amounts = { amountMinor: money.amountMinor, feeMinor: kept.amountMinor }
  if (payouts.has(type)) return [{ ...base, ...amounts, kind: 'payout' }]
  const { object, paymentRef, ...source } = sourceOf(transaction)
  if (!ofPayments.has(type) || !paymentRef) return [{ ...base, ...amounts, kind: 'other' }]
  const ofDispute = object === 'dispute'
  const line: StatementLine = { ...base, ...amounts, kind: 'payment', paymentRef, ofDispute }
  if (source.amount === undefined || !source.currency || source.currency === currency) return [line]
  return converted(line, moneyOf(id, source.amount, source.currency))
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
      yield data.flatMap(stripeLines)
      startingAfter = data.at(-1)?.id
      if (!has_more || !startingAfter) return
    }
  }
}
