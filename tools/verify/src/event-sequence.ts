interface EventRule {
  /** Events that must all have come before. */
  readonly after: readonly string[]
  /** Events of which none may have come before. */
  readonly notAfter?: readonly string[]
  /** Whether the event may occur more than once. */
  readonly repeats?: boolean
}

const ended = ['order.cancelling', 'order.shipped']
const compensation: EventRule = { after: ['order.cancelling'], notAfter: ['order.cancelled'] }

/** When each event of an order may occur; written independently of the code of the orders service. */
const rules: Readonly<Record<string, EventRule>> = {
  'order.placed': { after: [] },
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
  'payments.captured': {
    after: ['shipping.booked'],
    notAfter: [...ended, 'payments.capture_refused'],
  },
  'payments.capture_refused': {
    after: ['shipping.booked'],
    notAfter: [...ended, 'payments.captured'],
  },
  'order.shipped': {
    after: ['order.confirmed', 'payments.captured'],
    notAfter: ['order.cancelling'],
  },
  'order.cancelling': { after: ['order.placed'], notAfter: ['order.shipped'] },
  'inventory.released': compensation,
  'payments.voided': compensation,
  'shipping.cancelled': compensation,
  'order.cancelled': { after: ['order.cancelling'] },
  'refund.requested': { after: ['order.shipped'], repeats: true },
  'payments.refunded': { after: ['refund.requested'], repeats: true },
  'payments.refund_refused': { after: ['refund.requested'], repeats: true },
  'payments.expired': { after: ['payments.authorised'], notAfter: ended },
  'payments.refund_failed': { after: ['payments.refunded'], repeats: true },
  'hold.begun': { after: ['order.placed'], repeats: true },
  'hold.ended': { after: ['hold.begun'], repeats: true },
}

/** The first fault in the sequence of an order's event types; undefined when the sequence is legal. */
export function sequenceFault(types: readonly string[]): string | undefined {
  const seen = new Map<string, number>()
  const times = (type: string) => seen.get(type) ?? 0
  for (const [index, type] of types.entries()) {
    const rule = rules[type]
    if (!rule) return `${type} is not an event of an order`
    if (index === 0 && type !== 'order.placed') return `starts with ${type}`
    const missing = rule.after.find((needed) => times(needed) === 0)
    if (missing) return `${type} without ${missing}`
    const barred = rule.notAfter?.find((ending) => times(ending) > 0)
    if (barred) return `${type} after ${barred}`
    if (!rule.repeats && times(type) > 0) return `${type} twice`
    seen.set(type, times(type) + 1)
  }
  const settled = times('payments.refunded') + times('payments.refund_refused')
  return settled > times('refund.requested') ? 'more refunds than were requested' : undefined
}
