import type { Amount } from './amount.ts'

/** A dispute of a capture; the amount is withdrawn while it is a chargeback. */
export interface Dispute {
  readonly id: string
  readonly captureId: string
  readonly customId: string | null
  readonly amount: Amount
  readonly createTime: string
  readonly status: 'WAITING_FOR_SELLER_RESPONSE' | 'RESOLVED'
  readonly outcome?: 'RESOLVED_SELLER_FAVOUR' | 'RESOLVED_BUYER_FAVOUR'
  /** What the customer was given of the amount. */
  readonly refunded?: Amount
}

/** What PayPal keeps of a chargeback, in thousandths. */
export const chargebackFeeMilli = 20_000
const respondWithinMs = 10 * 86_400_000

export const viewDispute = (dispute: Dispute) => ({
  dispute_id: dispute.id,
  create_time: dispute.createTime,
  disputed_transactions: [
    {
      seller_transaction_id: dispute.captureId,
      ...(dispute.customId !== null && { custom: dispute.customId }),
    },
  ],
  reason: 'UNAUTHORISED',
  status: dispute.status,
  dispute_amount: dispute.amount,
  dispute_life_cycle_stage: 'CHARGEBACK',
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
