import { type Amount, milliOf } from './amount.ts'

/** A dispute of a capture; the amount is withdrawn while it is a chargeback. */
export interface Dispute {
  readonly id: string
  readonly captureId: string
  readonly customId: string | null
  readonly amount: Amount
  readonly createTime: string
  readonly status: 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED'
  /** Present once it was appealed. */
  readonly stage?: 'PRE_ARBITRATION'
  readonly outcome?: 'RESOLVED_SELLER_FAVOUR' | 'RESOLVED_BUYER_FAVOUR'
  /** What the customer was given of the amount. */
  readonly refunded?: Amount
}

/** What PayPal keeps of a chargeback, in thousandths. */
export const chargebackFeeMilli = 20_000
const respondWithinMs = 10 * 86_400_000

/** What PayPal holds of the amount: less after it was lost in part. */
export const heldMilli = ({ amount, refunded }: Dispute): number => milliOf(refunded ?? amount)

export const viewDispute = (dispute: Dispute, updateTime: string) => ({
  dispute_id: dispute.id,
  create_time: dispute.createTime,
  update_time: updateTime,
  disputed_transactions: [
    {
      seller_transaction_id: dispute.captureId,
      ...(dispute.customId !== null && { custom: dispute.customId }),
    },
  ],
  reason: 'UNAUTHORISED',
  status: dispute.status,
  dispute_amount: dispute.amount,
  dispute_life_cycle_stage: dispute.stage ?? 'CHARGEBACK',
  dispute_channel: 'EXTERNAL',
  seller_response_due_date: new Date(
    Date.parse(dispute.createTime) + respondWithinMs,
  ).toISOString(),
  ...(dispute.outcome && {
    dispute_outcome: {
      outcome_code: dispute.outcome,
      ...(dispute.refunded && { amount_refunded: dispute.refunded }),
    },
  }),
})
