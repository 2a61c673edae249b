import { allGivenBack } from './refund-reply.ts'
import type { StepName } from './saga.ts'

export const cancelReasons = [
  'unknown_sku',
  'out_of_stock',
  'payment_declined',
  'parcel_rejected',
  'capture_refused',
  'authorisation_expired',
  'payment_reversed',
  'payment_refunded',
  'no_reply',
  'requested',
  'other',
] as const
export type CancelReason = (typeof cancelReasons)[number]

/** What the metrics need of an order's events beside its state. */
export interface Progress {
  /** When each step was requested that has no reply yet, in Unix milliseconds. */
  readonly requestedAtMs: Readonly<Partial<Record<StepName, number | undefined>>>
  /** Why the order is cancelled if the next event cancels it. */
  readonly cause?: CancelReason | undefined
  readonly cancelledFor?: CancelReason | undefined
}

export interface StepReply {
  readonly step: StepName
  readonly ms: number
}

interface Event {
  readonly type: string
  readonly data: object
}

const steps: Readonly<Record<string, StepName>> = {
  'inventory.reserved': 'stock',
  'inventory.rejected': 'stock',
  'payments.authorised': 'money',
  'payments.declined': 'money',
  'shipping.booked': 'parcel',
  'shipping.rejected': 'parcel',
  'shipping.handed_over': 'handover',
  'payments.captured': 'capture',
  'payments.capture_refused': 'capture',
}

const causes: Readonly<Record<string, CancelReason>> = {
  'inventory.rejected': 'other',
  'payments.declined': 'payment_declined',
  'payments.expired': 'authorisation_expired',
  'payments.capture_refused': 'capture_refused',
  'payments.capture_reversed': 'payment_reversed',
  'shipping.rejected': 'parcel_rejected',
}

const reasonOf = ({ data }: Event): string =>
  'reason' in data && typeof data.reason === 'string' ? data.reason : ''

function causeOf(event: Event): CancelReason | undefined {
  const reason = reasonOf(event)
  const ofStock = reason === 'unknown_sku' || reason === 'out_of_stock'
  if (event.type === 'payments.expired' && reason === allGivenBack) return allGivenBack
  return event.type === 'inventory.rejected' && ofStock ? reason : causes[event.type]
}

/** The cause of a cancellation that the event before it does not tell. */
function causeIn(reason: string): CancelReason {
  if (reason === allGivenBack) return allGivenBack
  return reason.startsWith('no reply about') ? 'no_reply' : 'requested'
}

function cancellation(
  { cause, cancelledFor }: Progress,
  event: Event,
): Pick<Progress, 'cause' | 'cancelledFor'> {
  switch (event.type) {
    case 'order.cancel_requested':
    case 'order.cancelling': {
      return { cancelledFor: cancelledFor ?? cause ?? causeIn(reasonOf(event)) }
    }
    case 'shipping.cancel_refused':
      return {}
    default:
      return { cause: causeOf(event), cancelledFor }
  }
}

/** The progress after an event, and the reply to a step that it is. */
export function advanceProgress(
  before: Progress,
  event: Event,
  atMs: number,
): { readonly progress: Progress; readonly reply: StepReply | undefined } {
  const { requested = [] } = event.data as { readonly requested?: readonly StepName[] }
  const step = steps[event.type]
  const since = step && before.requestedAtMs[step]
  const requestedAtMs = {
    ...before.requestedAtMs,
    ...(step && { [step]: undefined }),
    ...Object.fromEntries(requested.map((name) => [name, atMs])),
  }
  return {
    progress: { requestedAtMs, ...cancellation(before, event) },
    reply: step && since !== undefined ? { step, ms: atMs - since } : undefined,
  }
}

/** The progress of an order with these events. */
export const progressOf = (events: readonly (Event & { readonly at: Date })[]): Progress =>
  events.reduce<Progress>(
    (progress, event) => advanceProgress(progress, event, event.at.getTime()).progress,
    { requestedAtMs: {} },
  )
