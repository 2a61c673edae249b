import type { EventTables } from '@stoa/events'
import type { Generated } from 'kysely'
import type { Dispute } from './dispute.ts'
import type { Payment, Provider, Refund } from './payment.ts'
import type { Reversal } from './reversal.ts'
import type { StrayCapture } from './stray-capture.ts'

export interface Database extends EventTables {
  accounts: {
    customer_id: string
    credit_limit_minor: number
    held_minor: Generated<number>
    owed_minor: Generated<number>
    currency: string
  }
  payments: {
    order_id: string
    customer_id: string | null
    method: Payment['method']
    token: string | null
    provider: Payment['provider']
    status: Payment['status']
    doing: Payment['pendingStep']
    doing_since: Generated<Date>
    stopped: boolean
    asked: boolean
    amount_minor: number
    captured_minor: number
    /** Null: one capture took all of it. */
    captures: Payment['captures'] | null
    refunded_minor: number
    returning_minor: number
    capture_pending_minor: Generated<number>
    capture_attempt: Generated<number>
    keys_used: Generated<number>
    reversed_minor: Generated<number>
    disputed_minor: Generated<number>
    charged_back_minor: Generated<number>
    currency: string | null
    provider_ref: string | null
    provider_order: string | null
    capture_ref: string | null
    renewals: Generated<number>
    renewal_refused: string | null
    authorised_until: Date | null
    renew_at: Date | null
    reason: string | null
    traceparent: string | null
    order_traceparent: string | null
    action: Payment['action']
    review: Payment['action']
    attempts: number
    lease: string | null
    due_at: Date | null
    created_at: Generated<Date>
    updated_at: Generated<Date>
  }
  refunds: {
    refund_id: string
    order_id: string
    amount_minor: number
    status: Refund['status']
    reason: string | null
    provider_ref: string | null
    capture_ref: string | null
    origin: Generated<Refund['origin']>
    traceparent: string | null
    attempts: number
    attempt: Generated<number>
    keys_used: Generated<number>
    lease: string | null
    due_at: Date | null
    created_at: Generated<Date>
  }
  disputes: {
    provider: Provider
    dispute_id: string
    order_id: string
    amount_minor: number
    currency: string
    reason: string
    status: Dispute['status']
    movements: number
    lost_minor: number | null
    capture_ref: string | null
    fee_minor: Generated<number>
    fee_currency: string | null
    respond_by: Date | null
    opened_at: Generated<Date>
    closed_at: Date | null
  }
  /** Captured money that a provider took back. */
  reversals: {
    provider: Provider
    reversal_id: string
    order_id: string
    amount_minor: number
    currency: string
    reason: string
    status: Reversal['status']
    dispute_id: string | null
    capture_ref: string | null
    times_unpaired: Generated<number>
    written_off_by: string | null
    written_off_reason: string | null
    created_at: Generated<Date>
  }
  /** Authorisations that a provider may hold although another provider took the payment. */
  strays: {
    order_id: string
    provider: Provider
    checks: Generated<number>
    checks_before: Generated<number>
    due_at: Date
  }
  /** What a provider captured of an order that another provider took. */
  stray_captures: {
    provider: Provider
    payment_ref: string
    capture_ref: string | null
    order_id: string
    amount_minor: number
    currency: string
    status: StrayCapture['status']
    refund_ref: string | null
    reason: string | null
    attempt: Generated<number>
    requests: Generated<number>
    created_at: Generated<Date>
  }
  /** How far each provider's list of events has been read. */
  provider_events: {
    provider: Provider
    read_until: Date
    part_ms: Generated<number>
    lease: string | null
    due_at: Date
  }
  /** Since when captures are refused, or not settled. */
  due_captures: { order_id: string; due_id: Generated<number>; since: Generated<Date> }
  /** Events that could not be recorded, or read; they are tried again. */
  failing_events: {
    provider: Provider
    event_id: string
    type: string | null
    reason: string
    /** Null where its form could not be read, or an earlier release noted it. */
    payload: string | null
    attempts: Generated<number>
    failed_at: Generated<Date>
    due_at: Generated<Date>
    discarded_at: Date | null
    discarded_by: string | null
    discarded_reason: string | null
  }
  /** Events that name a payment by a reference which no payment has yet. */
  unmatched_events: {
    provider: Provider
    event_id: string
    payment_ref: string
    type: string
    payload: string
    received_at: Generated<Date>
  }
  webhook_events: { provider: Provider; event_id: string; received_at: Generated<Date> }
  ledger_transactions: {
    transaction_id: string
    order_id: string | null
    kind: string
    cause: string
    at: Date
  }
  ledger_entries: {
    transaction_id: string
    account: string
    currency: string
    debit_minor: number
    credit_minor: number
  }
}
