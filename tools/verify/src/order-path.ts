interface Rule {
  /** All of these came before. */
  readonly after: readonly string[]
  readonly notAfter?: readonly string[]
  /** May come again. */
  readonly repeats?: boolean
}

const over = ['order.cancelling', 'order.shipped']
const undone: Rule = { after: ['order.cancelling'], notAfter: ['order.cancelled'] }

/** When an event may come in the life of an order, told apart from how the orders service decides it. */
const rules: Readonly<Record<string, Rule>> = {
  'order.placed': { after: [] },
  'inventory.reserved': { after: ['order.placed'], notAfter: [...over, 'inventory.rejected'] },
  'inventory.rejected': { after: ['order.placed'], notAfter: [...over, 'inventory.reserved'] },
  'payments.authorised': {
    after: ['inventory.reserved'],
    notAfter: [...over, 'payments.declined'],
  },
  'payments.declined': {
    after: ['inventory.reserved'],
    notAfter: [...over, 'payments.authorised'],
  },
  'order.confirmed': { after: ['inventory.reserved', 'payments.authorised'], notAfter: over },
  'shipping.booked': { after: ['order.confirmed'], notAfter: [...over, 'shipping.rejected'] },
  'shipping.rejected': { after: ['order.confirmed'], notAfter: [...over, 'shipping.booked'] },
  'payments.captured': {
    after: ['shipping.booked'],
    notAfter: [...over, 'payments.capture_refused'],
  },
  'payments.capture_refused': {
    after: ['shipping.booked'],
    notAfter: [...over, 'payments.captured'],
  },
  'order.shipped': {
    after: ['order.confirmed', 'payments.captured'],
    notAfter: ['order.cancelling'],
  },
  'order.cancelling': { after: ['order.placed'], notAfter: ['order.shipped'] },
  'inventory.released': undone,
  'payments.voided': undone,
  'shipping.cancelled': undone,
  'order.cancelled': { after: ['order.cancelling'] },
  'refund.requested': { after: ['order.shipped'], repeats: true },
  'payments.refunded': { after: ['refund.requested'], repeats: true },
  'payments.refund_refused': { after: ['refund.requested'], repeats: true },
}

/** The first thing in an order's events that cannot be; undefined when all is well. */
export function pathFault(types: readonly string[]): string | undefined {
  const seen = new Map<string, number>()
  const times = (type: string) => seen.get(type) ?? 0
  for (const [index, type] of types.entries()) {
    const rule = rules[type]
    if (!rule) return `${type} is no event of an order`
    if (index === 0 && type !== 'order.placed') return `begins with ${type}`
    const missing = rule.after.find((needed) => times(needed) === 0)
    if (missing) return `${type} without ${missing}`
    const barred = rule.notAfter?.find((ending) => times(ending) > 0)
    if (barred) return `${type} after ${barred}`
    if (!rule.repeats && times(type) > 0) return `${type} twice`
    seen.set(type, times(type) + 1)
  }
  const settled = times('payments.refunded') + times('payments.refund_refused')
  return settled > times('refund.requested') ? 'more refunds than were asked for' : undefined
}
