/** A dispute of a charge, and what it moved: the amount and a fee when it is opened, the amount again when it is won, also on appeal. */
export interface Dispute {
  readonly id: string
  readonly chargeId: string
  readonly intentId: string
  readonly amount: number
  readonly currency: string
  readonly created: number
  readonly status: 'needs_response' | 'appeal_needs_response' | 'won' | 'lost'
  readonly transactions: readonly { readonly amount: number; readonly fee: number }[]
}

export const isOpen = ({ status }: Dispute): boolean => status.endsWith('needs_response')

/** What Stripe keeps of a dispute, whatever its outcome. */
export const disputeFee = 1_500
const respondWithinSeconds = 7 * 86_400

export const viewDispute = (dispute: Dispute) => ({
  id: dispute.id,
  object: 'dispute',
  amount: dispute.amount,
  balance_transactions: dispute.transactions.map(({ amount, fee }) => ({
    object: 'balance_transaction',
    ...{ amount, fee, net: amount - fee, currency: dispute.currency, type: 'adjustment' },
  })),
  charge: dispute.chargeId,
  created: dispute.created,
  currency: dispute.currency,
  evidence_details: { due_by: dispute.created + respondWithinSeconds },
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  payment_intent: dispute.intentId,
  reason: 'fraudulent',
  status: dispute.status,
})
