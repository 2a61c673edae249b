import { expect, test } from 'vitest'
import { sequenceFault } from './event-sequence.ts'

const confirmed = 'order.placed inventory.reserved payments.authorised order.confirmed'
const shipped = `${confirmed} shipping.booked payments.captured order.shipped`

test.each([
  'order.placed',
  shipped,
  `${shipped} refund.requested payments.refunded refund.requested payments.refund_refused`,
  'order.placed inventory.rejected order.cancelling inventory.released order.cancelled',
  'order.placed order.cancelling order.cancelled',
  `${confirmed} shipping.booked payments.capture_refused order.cancelling shipping.cancelled inventory.released payments.voided order.cancelled`,
])('%s is legal', (path) => {
  expect(sequenceFault(path.split(' '))).toBeUndefined()
})

test.each([
  ['order.confirmed', 'starts with order.confirmed'],
  ['order.placed order.confirmed', 'order.confirmed without inventory.reserved'],
  ['order.placed order.placed', 'order.placed twice'],
  [`${confirmed} order.confirmed`, 'order.confirmed twice'],
  [`${shipped} order.cancelling`, 'order.cancelling after order.shipped'],
  [
    `${shipped} refund.requested payments.refunded payments.refunded`,
    'more refunds than were requested',
  ],
  [`${confirmed} payments.captured`, 'payments.captured without shipping.booked'],
  ['order.placed inventory.released', 'inventory.released without order.cancelling'],
  ['order.placed something.else', 'something.else is not an event of an order'],
])('%s is not legal: %s', (path, fault) => {
  expect(sequenceFault(path.split(' '))).toBe(fault)
})
