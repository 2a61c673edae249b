import type { OrderEventType } from '@stoa/contracts'

interface Early {
  /** The event that must have come even then. */
  readonly after?: string
  /** The event that must follow it directly. */
  readonly next?: string
  /** Events of which one must have come in the end. */
  readonly beforeOneOf: readonly string[]
}

interface EventRule {
  /** Events that must all have come before. */
  readonly after: readonly string[]
  /** Events of which one must have come before. */
  readonly afterOneOf?: readonly string[]
  /** When it may come without those: a provider told of it before it told of the capture, or of the authorisation. */
  readonly early?: readonly Early[]
  /** Events of which none may have come before. */
  readonly notAfter?: readonly string[]
  /** Whether the event may occur more than once. */
  readonly repeats?: boolean
}

const ended = ['order.cancelling', 'order.shipped']
/** What shows that the order has a parcel; orders of release 0.1 are captured with the booking. */
const parcel = ['shipping.booked', 'shipping.handed_over', 'shipping.cancel_refused']
const capturing: EventRule = {
  ...{ after: ['order.confirmed'], afterOneOf: parcel, repeats: true },
  notAfter: ['order.cancelling', 'payments.captured'],
}
const compensation: EventRule = { after: ['order.cancelling'], notAfter: ['order.cancelled'] }

/** When each event of an order may occur; written independently of the code of the orders service. */
const rules: Readonly<Record<OrderEventType, EventRule>> = {
  'order.placed': { after: [] },
  'order.steps_requested': { after: ['order.placed'], notAfter: ended, repeats: true },
  'inventory.reserved': { after: ['order.placed'], notAfter: [...ended, 'inventory.rejected'] },
  'inventory.rejected': { after: ['order.placed'], notAfter: [...ended, 'inventory.reserved'] },
  'payments.authorised': {
    after: ['inventory.reserved'],
    notAfter: [...ended, 'payments.declined'],
  },
  'payments.action_required': {
    after: ['inventory.reserved'],
    notAfter: [...ended, 'payments.authorised', 'payments.declined'],
    repeats: true,
  },
  'payments.declined': {
    after: ['inventory.reserved'],
    notAfter: [...ended, 'payments.authorised'],
  },
  'order.confirmed': { after: ['inventory.reserved', 'payments.authorised'], notAfter: ended },
  'shipping.booked': { after: ['order.confirmed'], notAfter: [...ended, 'shipping.rejected'] },
  'shipping.rejected': { after: ['order.confirmed'], notAfter: [...ended, 'shipping.booked'] },
  'order.ready': {
    after: ['order.confirmed'],
    afterOneOf: ['shipping.booked', 'shipping.cancel_refused'],
    notAfter: ended,
  },
  'shipping.handed_over': { after: ['order.confirmed'], notAfter: ended },
  // It may be captured at the provider before there is a parcel.
  'payments.captured': {
    after: ['order.confirmed'],
    notAfter: ['order.cancelling', 'payments.captured'],
  },
  'payments.capture_refused': capturing,
  'payments.capture_pending': capturing,
  // Of one that was pending, or that its provider did not answer until the authorisation ended.
  'payments.capture_failed': capturing,
  'order.shipped': {
    after: ['order.confirmed'],
    afterOneOf: ['shipping.handed_over', 'payments.captured'],
    notAfter: ['order.cancelling'],
  },
  'order.cancel_requested': {
    after: ['order.confirmed'],
    notAfter: [...ended, 'shipping.handed_over'],
    repeats: true,
  },
  'shipping.cancel_refused': {
    after: ['order.confirmed'],
    afterOneOf: ['order.cancel_requested', 'order.cancelling'],
    notAfter: ['order.shipped', 'order.cancelled', 'shipping.cancelled'],
    repeats: true,
  },
  'order.cancelling': {
    after: ['order.placed'],
    notAfter: ['order.shipped', 'shipping.handed_over'],
  },
  'inventory.released': compensation,
  'payments.voided': { after: ['order.cancelling'], repeats: true },
  'payments.void_failed': { after: ['order.cancelling'], repeats: true },
  'shipping.cancelled': {
    after: ['order.confirmed'],
    afterOneOf: ['order.cancel_requested', 'order.cancelling'],
    notAfter: ['order.shipped', 'order.cancelled', 'shipping.handed_over'],
  },
  'order.cancelled': { after: ['order.cancelling'] },
  // One that the provider made by itself may come before the hand-over, where the money was captured early.
  'refund.requested': {
    after: ['inventory.reserved'],
    afterOneOf: ['order.shipped', 'payments.captured'],
    early: [
      {
        next: 'payments.refunded',
        beforeOneOf: ['order.shipped', 'payments.captured', 'order.cancelling'],
      },
    ],
    notAfter: ['order.cancelling'],
    repeats: true,
  },
  // The capture of an order that is being cancelled is told as its void.
  'payments.capture_reversed': {
    after: ['inventory.reserved'],
    afterOneOf: ['payments.captured', 'hold.settled', 'order.cancelling'],
    early: [
      { after: 'order.confirmed', beforeOneOf: ['payments.captured', 'order.cancelling'] },
      { next: 'order.cancelling', beforeOneOf: ['order.cancelling'] },
    ],
    repeats: true,
  },
  'payments.capture_restored': { after: ['payments.capture_reversed'], repeats: true },
  'payments.refund_pending': {
    after: ['order.placed'],
    afterOneOf: ['refund.requested', 'order.cancelling'],
    repeats: true,
  },
  'payments.refunded': { after: ['refund.requested'], repeats: true },
  'payments.refund_refused': { after: ['refund.requested'], repeats: true },
  'payments.expired': { after: ['payments.authorised'], notAfter: ended },
  'payments.renewal_refused': { after: ['payments.authorised'], notAfter: ended },
  'payments.refund_failed': { after: ['payments.refunded'], repeats: true },
  'shipping.settlement_refused': { after: ['hold.settled'], notAfter: ended, repeats: true },
  'hold.begun': { after: ['order.placed'], repeats: true },
  'hold.ended': { after: ['hold.begun'], repeats: true },
  'hold.settled': { after: ['hold.begun'], repeats: true },
}

/** A ready order is shipped by its hand-over, and cancelled once shipping has cancelled its parcel. */
function missingDecision(type: string, times: (type: string) => number): string | undefined {
  const needs = (decision: string) => (times(decision) > 0 ? undefined : decision)
  if (type === 'order.shipped' && times('order.ready') > 0) return needs('shipping.handed_over')
  if (type === 'order.cancelling' && times('order.cancel_requested') > 0)
    return needs('shipping.cancelled')
  return undefined
}

/** Money that was given back is given back once more after that has failed, also of an order that has ended. */
function unexpectedVoid(type: string, times: (type: string) => number): string | undefined {
  if (type !== 'payments.voided') return undefined
  const failed = times('payments.void_failed')
  if (times('order.cancelled') > 0 && failed === 0) return `${type} after order.cancelled`
  return times(type) > failed ? `${type} twice` : undefined
}

/** A provider may tell of a refund or a dispute before it tells of the capture, which must come in the end. */
const isEarly = (
  { early = [] }: EventRule,
  times: (type: string) => number,
  later: readonly string[],
): boolean =>
  early.some(
    ({ after, next, beforeOneOf }) =>
      (after === undefined || times(after) > 0) &&
      (next === undefined || next === later[0]) &&
      beforeOneOf.some((needed) => later.includes(needed)),
  )

/** The first fault in the sequence of an order's event types; undefined when the sequence is legal. */
export function sequenceFault(types: readonly string[]): string | undefined {
  const seen = new Map<string, number>()
  const times = (type: string) => seen.get(type) ?? 0
  for (const [index, type] of types.entries()) {
    const rule = Object.hasOwn(rules, type) ? rules[type as OrderEventType] : undefined
    if (!rule) return `${type} is not an event of an order`
    if (index === 0 && type !== 'order.placed') return `starts with ${type}`
    const missing = rule.after.find((needed) => times(needed) === 0)
    if (missing) return `${type} without ${missing}`
    const isPrepared = rule.afterOneOf?.some((needed) => times(needed) > 0) ?? true
    if (!isPrepared && !isEarly(rule, times, types.slice(index + 1)))
      return `${type} without ${rule.afterOneOf?.join(' or ')}`
    const barred = rule.notAfter?.find((ending) => times(ending) > 0)
    if (barred) return `${type} after ${barred}`
    if (!rule.repeats && times(type) > 0) return `${type} twice`
    const unexpected = unexpectedVoid(type, times)
    if (unexpected) return unexpected
    const lacking = missingDecision(type, times)
    if (lacking) return `${type} without ${lacking}`
    seen.set(type, times(type) + 1)
  }
  const settled = times('payments.refunded') + times('payments.refund_refused')
  // A refund that was settled as declined may have been made after all.
  return settled > times('refund.requested') + times('hold.settled')
    ? 'more refunds than were requested'
    : undefined
}
