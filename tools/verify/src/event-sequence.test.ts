import { orderEventTypes } from '@stoa/contracts'
import { expect, test } from 'vitest'
import { sequenceFault } from './event-sequence.ts'

const confirmed = 'order.placed inventory.reserved payments.authorised order.confirmed'
/** The provider reviews its payment, or it is cancelled before it is authorised. */
const asked = 'order.placed inventory.reserved'
const ready = `${confirmed} shipping.booked order.ready`
const gone = `${ready} shipping.handed_over order.shipped`
const shipped = `${gone} payments.captured`
/** By release 0.1. */
const shippedBefore = `${confirmed} shipping.booked payments.captured order.shipped`
const refusedWithLabel = `${ready} order.cancel_requested shipping.cancel_refused`
const declared = 'hold.begun hold.settled'
const failed = 'payments.void_failed hold.begun'
const refundedThere = 'refund.requested payments.refunded'
const cancelledNow = 'order.cancel_requested shipping.cancelled'
const released = 'order.cancelling inventory.released payments.voided order.cancelled'

test.each(orderEventTypes)('%s, which orders stores, has a rule', (type) => {
  const types = type === 'order.placed' ? [type] : ['order.placed', type]
  expect(sequenceFault(types) ?? '').not.toMatch('is not an event of an order')
})

test.each([
  'order.placed',
  shipped,
  shippedBefore,
  `${confirmed} shipping.booked payments.captured order.ready shipping.handed_over order.shipped`,
  `${gone} payments.capture_pending payments.capture_failed payments.captured`,
  `${gone} payments.capture_refused payments.captured`,
  `${gone} payments.capture_failed payments.captured`,
  `${ready} order.steps_requested payments.capture_failed payments.capture_refused ${cancelledNow} ${released}`,
  `${ready} order.cancel_requested shipping.cancelled ${released}`,
  `${refusedWithLabel} shipping.handed_over order.shipped payments.captured`,
  `${ready} order.cancel_requested shipping.handed_over shipping.cancel_refused order.shipped`,
  `${confirmed} order.cancel_requested shipping.cancel_refused order.ready shipping.handed_over order.shipped`,
  `${confirmed} shipping.handed_over shipping.booked order.ready order.shipped`,
  `${shipped} refund.requested payments.refunded refund.requested payments.refund_refused`,
  `${ready} payments.captured refund.requested payments.refunded shipping.handed_over order.shipped`,
  `${ready} payments.captured payments.capture_reversed order.cancel_requested shipping.cancelled ${released}`,
  `${shipped} refund.requested payments.refund_pending payments.refunded payments.capture_reversed`,
  'order.placed inventory.rejected order.cancelling inventory.released order.cancelled',
  'order.placed order.cancelling order.cancelled',
  `${ready} order.steps_requested payments.captured shipping.handed_over order.shipped`,
  `${ready} order.steps_requested payments.capture_pending order.cancel_requested shipping.cancelled ${released} payments.capture_reversed`,
  `${confirmed} payments.captured refund.requested payments.refunded shipping.booked order.ready`,
  `${confirmed} order.cancel_requested payments.captured payments.capture_reversed shipping.cancelled ${released}`,
  `${confirmed} ${released} ${failed} hold.ended ${failed} payments.voided`,
  `${confirmed} order.cancelling ${failed} payments.voided inventory.released order.cancelled`,
  `${ready} ${declared} shipping.settlement_refused ${declared} shipping.handed_over order.shipped`,
  `${gone} payments.capture_pending payments.capture_reversed payments.captured`,
  `${gone} payments.capture_reversed payments.captured payments.capture_restored`,
  `${ready} payments.capture_reversed ${cancelledNow} ${released}`,
  `${ready} ${refundedThere} payments.captured shipping.handed_over order.shipped`,
  `${ready} ${refundedThere} shipping.handed_over order.shipped`,
  `${ready} ${refundedThere} ${cancelledNow} ${released}`,
  `${asked} order.cancelling payments.capture_reversed inventory.released payments.voided order.cancelled`,
  `${asked} ${released} payments.capture_reversed payments.capture_restored`,
  `${asked} payments.capture_reversed ${released}`,
  `${asked} ${refundedThere} payments.authorised order.confirmed payments.captured`,
  `${asked} ${refundedThere} ${released}`,
  `${confirmed} shipping.booked payments.capture_refused order.cancelling shipping.cancelled inventory.released payments.voided order.cancelled`,
])('%s is legal', (path) => {
  expect(sequenceFault(path.split(' '))).toBeUndefined()
})

test.each([
  ['order.confirmed', 'starts with order.confirmed'],
  ['order.placed order.confirmed', 'order.confirmed without inventory.reserved'],
  ['order.placed order.placed', 'order.placed twice'],
  [`${confirmed} ${released} payments.voided`, 'payments.voided after order.cancelled'],
  [`${confirmed} order.cancelling payments.voided payments.voided`, 'payments.voided twice'],
  [`${confirmed} ${released} ${failed} payments.voided payments.voided`, 'payments.voided twice'],
  [`${shipped} payments.void_failed`, 'payments.void_failed without order.cancelling'],
  [`${confirmed} order.confirmed`, 'order.confirmed twice'],
  [`${ready} refund.requested`, 'refund.requested without order.shipped or payments.captured'],
  [
    `${gone} payments.capture_reversed`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [
    `${gone} payments.capture_pending payments.capture_reversed`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [
    `${gone} payments.capture_reversed payments.capture_refused`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [
    `${ready} payments.capture_reversed shipping.handed_over order.shipped`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [`${ready} ${refundedThere}`, 'refund.requested without order.shipped or payments.captured'],
  [
    `${ready} refund.requested shipping.handed_over order.shipped payments.refunded payments.captured`,
    'refund.requested without order.shipped or payments.captured',
  ],
  [
    'order.placed order.cancelling order.cancelled payments.capture_reversed',
    'payments.capture_reversed without inventory.reserved',
  ],
  [
    `${asked} payments.capture_reversed`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [
    `${asked} payments.capture_reversed payments.authorised order.confirmed payments.captured`,
    'payments.capture_reversed without payments.captured or hold.settled or order.cancelling',
  ],
  [`${asked} ${refundedThere}`, 'refund.requested without order.shipped or payments.captured'],
  [
    `${asked} refund.requested payments.authorised order.confirmed payments.captured`,
    'refund.requested without order.shipped or payments.captured',
  ],
  [`order.placed ${refundedThere} ${released}`, 'refund.requested without inventory.reserved'],
  [
    `${shipped} payments.refund_pending`,
    'payments.refund_pending without refund.requested or order.cancelling',
  ],
  [`${shipped} order.cancelling`, 'order.cancelling after order.shipped'],
  [
    `${shipped} refund.requested payments.refunded payments.refunded`,
    'more refunds than were requested',
  ],
  [
    'order.placed order.steps_requested order.steps_requested order.cancelled',
    'order.cancelled without order.cancelling',
  ],
  [
    'order.placed inventory.reserved payments.captured',
    'payments.captured without order.confirmed',
  ],
  [
    `${confirmed} payments.capture_refused`,
    'payments.capture_refused without shipping.booked or shipping.handed_over or shipping.cancel_refused',
  ],
  [`${ready} payments.captured order.shipped`, 'order.shipped without shipping.handed_over'],
  [`${ready} shipping.handed_over order.cancelling`, 'order.cancelling after shipping.handed_over'],
  [`${gone} order.cancel_requested`, 'order.cancel_requested after order.shipped'],
  [`${refusedWithLabel} order.cancelling`, 'order.cancelling without shipping.cancelled'],
  [
    `${gone} shipping.cancelled`,
    'shipping.cancelled without order.cancel_requested or order.cancelling',
  ],
  [
    `${ready} order.cancel_requested shipping.cancelled shipping.cancel_refused`,
    'shipping.cancel_refused after shipping.cancelled',
  ],
  ['order.placed inventory.released', 'inventory.released without order.cancelling'],
  [
    `${ready} hold.begun shipping.settlement_refused`,
    'shipping.settlement_refused without hold.settled',
  ],
  [
    `${ready} ${declared} shipping.handed_over order.shipped shipping.settlement_refused`,
    'shipping.settlement_refused after order.shipped',
  ],
  ['order.placed something.else', 'something.else is not an event of an order'],
])('%s is not legal: %s', (path, fault) => {
  expect(sequenceFault(path.split(' '))).toBe(fault)
})
