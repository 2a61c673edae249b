import type { Money } from '@stoa/contracts'
import { z } from 'zod'
import type { DisputeReport } from '../dispute.ts'
import { fromPaypalValue } from '../money.ts'
import type { ProviderResult } from '../step-result.ts'
import { fieldsOf, isUuid, UnreadableEvent } from './unreadable.ts'

/** Those that PayPal sends; one that it adds later is read as well. */
export const paypalDisputeEvents = [
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
]

export const isPaypalDispute = (type: string): boolean => type.startsWith('CUSTOMER.DISPUTE.')

const money = z.object({ currency_code: z.string(), value: z.string() })

export const paypalDisputeFields = z.object({
  dispute_id: z.string().min(1).max(255),
  disputed_transactions: z
    .array(z.object({ custom: z.uuid(), seller_transaction_id: z.string().max(255).optional() }))
    .min(1),
  dispute_amount: money,
  reason: z.string().min(1).max(200).default('OTHER'),
  status: z.string(),
  dispute_life_cycle_stage: z.string(),
  dispute_outcome: z
    .object({
      outcome_code: z.string(),
      /** What the customer was given of the amount; the rest is returned. */
      amount_refunded: money.optional(),
    })
    .optional(),
  seller_response_due_date: z.iso.datetime({ offset: true }).optional(),
  update_time: z.iso.datetime({ offset: true }).optional(),
})
type PaypalDispute = z.infer<typeof paypalDisputeFields>

/** What follows a chargeback that was decided. */
const appeals = new Set(['PRE_ARBITRATION', 'ARBITRATION'])
const lostOutcomes = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED'])

function statusOf({ status, dispute_outcome }: PaypalDispute): DisputeReport['status'] {
  if (status !== 'RESOLVED') return 'open'
  return lostOutcomes.has(dispute_outcome?.outcome_code ?? '') ? 'lost' : 'won'
}

/** PayPal holds the money from a chargeback on; an inquiry that is lost takes it at the end. */
function movementsOf(
  status: DisputeReport['status'],
  { dispute_life_cycle_stage: stage }: PaypalDispute,
): number {
  const held = stage !== 'INQUIRY'
  if (status === 'won') return held ? 2 : 0
  return held || status === 'lost' ? 1 : 0
}

const amountOf = ({ value, currency_code }: z.infer<typeof money>) =>
  fromPaypalValue(value, currency_code)

function lostOf({ dispute_outcome: outcome }: PaypalDispute, { currency, amountMinor }: Money) {
  const lost = outcome?.amount_refunded && amountOf(outcome.amount_refunded)
  return lost && lost.currency === currency ? Math.min(lost.amountMinor, amountMinor) : undefined
}

/** A payment of another business at the same account has no order of ours. */
const disputed = z.object({
  disputed_transactions: z.tuple([z.object({ custom: z.unknown() })], z.unknown()),
})

/** The dispute that an event of PayPal's tells of; its `custom` is the order id that we sent as `custom_id`. @throws UnreadableEvent */
export function paypalDispute(resource: unknown): ProviderResult | undefined {
  const orderId = fieldsOf(disputed, resource).disputed_transactions[0].custom
  if (!isUuid(orderId)) return undefined
  const data = fieldsOf(paypalDisputeFields, resource)
  const money = amountOf(data.dispute_amount)
  if (!money) throw new UnreadableEvent('dispute_amount: expected an amount of a known currency')
  const captureRef = data.disputed_transactions[0]?.seller_transaction_id
  const status = statusOf(data)
  const { seller_response_due_date: respondBy, update_time: asOf } = data
  const report: DisputeReport = {
    ...{ disputeId: data.dispute_id, captureRef, money, reason: data.reason.toLowerCase(), status },
    movements: movementsOf(status, data),
    ...(status === 'lost' && { lostMinor: lostOf(data, money) }),
    respondBy: respondBy ? new Date(respondBy) : null,
    isAppeal: status === 'open' && appeals.has(data.dispute_life_cycle_stage),
    asOf: asOf ? new Date(asOf) : undefined,
  }
  return { orderId, provider: 'paypal', step: 'dispute', is: 'disputed', report }
}
