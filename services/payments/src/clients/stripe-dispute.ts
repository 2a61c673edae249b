import { z } from 'zod'
import type { DisputeReport } from '../dispute.ts'
import { fromStripeAmount } from '../money.ts'
import type { Reported } from '../step-result.ts'
import { fieldsOf, UnreadableEvent } from './unreadable.ts'

export const stripeDisputeEvents = [
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]

export const stripeDisputeFields = z.object({
  id: z.string().min(1).max(255),
  amount: z.int().nonnegative(),
  currency: z.string(),
  payment_intent: z.string(),
  reason: z.string().min(1).max(200),
  status: z.string(),
  /** None for an inquiry, one that withdraws the money, one more that returns it, and so on. */
  balance_transactions: z.array(z.unknown()),
  /** The time of the event, which is not in the dispute itself. */
  told_at: z.int().optional(),
  evidence_details: z.object({ due_by: z.int().nullish() }).nullish(),
})

/** An inquiry that is closed, and a dispute that Stripe prevented, took no money. */
const closed: Readonly<Record<string, 'won' | 'lost'>> = {
  won: 'won',
  lost: 'lost',
  warning_closed: 'won',
  prevented: 'won',
}

/** A charge without an intent is not ours. */
const disputed = z.object({ payment_intent: z.string().nullable() })

/** A dispute with the time of the event that tells of it, which is kept with it. */
export const withTime = (object: unknown, at: number | undefined): unknown =>
  typeof object === 'object' && object !== null ? { ...object, told_at: at } : object

/** @throws UnreadableEvent */
export function stripeDispute(object: unknown): Reported | undefined {
  if (fieldsOf(disputed, object).payment_intent === null) return undefined
  const data = fieldsOf(stripeDisputeFields, object)
  const money = fromStripeAmount(data.amount, data.currency)
  if (!money) throw new UnreadableEvent('expected an amount of a known currency')
  const dueBy = data.evidence_details?.due_by
  const report: DisputeReport = {
    ...{ disputeId: data.id, money, reason: data.reason },
    status: closed[data.status] ?? 'open',
    isAppeal: data.status.startsWith('appeal_'),
    movements: data.balance_transactions.length,
    respondBy: dueBy ? new Date(dueBy * 1000) : null,
    asOf: data.told_at === undefined ? undefined : new Date(data.told_at * 1000),
  }
  return {
    ...{ provider: 'stripe', paymentRef: data.payment_intent },
    of: (orderId) => ({ orderId, provider: 'stripe', step: 'dispute', is: 'disputed', report }),
  }
}
