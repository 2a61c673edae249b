import { cancelled, shipped } from '../healthy-shop.ts'
import { anHourAgo, type Case, event, newOrder, otherOrder } from './case.ts'

const days = (count: number) => `now() - interval '${count} days'`
const parcelOf = (handedOverAt: string) => `
  insert into parcels (order_id, customer_id, carrier, status, tracking_number, address, weight_grams, pieces, handed_over_at)
  values ('${otherOrder}', 'c-1', 'own-fleet', '${handedOverAt === 'null' ? 'booked' : 'handed_over'}',
    'TRACK-2', '{}', 500, 3, ${handedOverAt})`
const waiting = { shipping: parcelOf('null') }
const dueSince = (since: string, updatedAt: string) => `
  ${newOrder('shipped', updatedAt)}; ${event(otherOrder, 2, 'payments.capture_refused')};
  update order_events set at = ${since} where order_id = '${otherOrder}'`
const due = (age: string) => dueSince(age, age)

const pendingCapture = (age: string) => `
  ${newOrder('ready', age)}; ${event(otherOrder, 2, 'payments.capture_pending')}`

const unpaid = (outcome: string) => `
  ${newOrder('shipped', anHourAgo)}; update orders set open = false where order_id = '${otherOrder}';
  ${event(otherOrder, 2, 'hold.settled', { settlement: { step: 'capture', outcome } })}`
/** A ready order that waits for shipping to say whether it can be cancelled. */
const asking = (status: string) => `
  ${event(shipped, 7, 'order.cancel_requested')};
  update orders set status = '${status}', version = 7 where order_id = '${shipped}'`
const onlyReady = `delete from order_events where order_id = '${shipped}' and version > 6`

/** The authorisation of a parcel that was handed over had ended an hour before. */
const unpaid1h = `update parcels set held_until = handed_over_at - interval '1 hour' where order_id = '${shipped}'`
const scanned = (status: string) => `insert into scans (order_id, status, at)
  select order_id, '${status}', handed_over_at from parcels where order_id = '${shipped}'`
const declared = {
  settlement: { step: 'parcel', outcome: 'handed_over', trackingNumber: 'TRACK-1' },
}

export const handOver: readonly Case[] = [
  {
    ...{ id: 'I10', name: 'a parcel was handed over on money that is not held', finds: true },
    sql: { shipping: unpaid1h },
  },
  {
    ...{ id: 'I10', name: 'an exception scan does not hand a parcel over', finds: true },
    sql: { shipping: `${unpaid1h}; ${scanned('exception')}` },
  },
  {
    ...{ id: 'I10', name: 'a carrier scanned a parcel whose money is not held', finds: false },
    sql: { shipping: `${unpaid1h}; ${scanned('in_transit')}` },
  },
  {
    ...{ id: 'I10', name: 'an order manager declared that such a parcel left', finds: false },
    sql: { shipping: unpaid1h, orders: event(shipped, 12, 'hold.settled', declared) },
  },
  {
    ...{ id: 'I10', name: 'a parcel was handed over on a renewed authorisation', finds: false },
    sql: {
      shipping: `${unpaid1h};
        insert into renewed_holds (order_id, held_until) values ('${shipped}', now() + interval '1 day')`,
    },
  },
  {
    ...{ id: 'I4', name: 'a shipped order was settled as unpaid', finds: false },
    sql: { orders: unpaid('declined') },
  },
  {
    ...{ id: 'I4', name: 'a shipped order was settled as captured, and was not', finds: true },
    sql: { orders: unpaid('captured') },
  },
  {
    ...{ id: 'I8', name: 'shipping has still to decide on a cancellation', finds: false },
    sql: { orders: `${onlyReady}; ${asking('cancelling')}` },
  },
  {
    ...{ id: 'I8', name: 'the row does not say that a cancellation is decided on', finds: true },
    sql: { orders: `${onlyReady}; ${asking('ready')}` },
  },
  {
    ...{ id: 'I8', name: 'a step was settled of an order that was not on hold', finds: true },
    sql: {
      orders: `${event(shipped, 12, 'hold.settled')};
        update orders set version = 12 where order_id = '${shipped}'`,
    },
  },
  ...(['I1', 'I5'] as const).flatMap((id): Case[] => [
    {
      ...{ id, name: 'a parcel waits for the warehouse, which has time left', finds: false },
      sql: { orders: newOrder('ready', days(4)), ...waiting },
    },
    {
      ...{ id, name: 'a parcel waits for longer than the warehouse has', finds: true },
      sql: { orders: newOrder('ready', days(6)), ...waiting },
    },
    {
      ...{ id, name: 'a ready order waits for a capture that is pending', finds: false },
      sql: { orders: pendingCapture(days(13)), ...waiting },
    },
    {
      ...{ id, name: 'a ready order waits too long for a capture that is pending', finds: true },
      sql: { orders: pendingCapture(days(15)), ...waiting },
    },
  ]),
  {
    ...{ id: 'I5', name: 'an order is ready, though its parcel has left', finds: true },
    sql: { orders: newOrder('ready', anHourAgo), shipping: parcelOf('now()') },
  },
  {
    ...{ id: 'I5', name: 'an order is ready without a parcel', finds: true },
    sql: { orders: newOrder('ready', anHourAgo) },
  },
  {
    ...{ id: 'I5', name: 'the money of a shipped order is due', finds: false },
    sql: { orders: due(days(13)) },
  },
  {
    ...{ id: 'I5', name: 'the money of a shipped order is due for too long', finds: true },
    sql: { orders: due(days(15)) },
  },
  {
    ...{ id: 'I5', name: 'an order is due for too long, and was changed an hour ago', finds: true },
    sql: { orders: dueSince(days(15), anHourAgo) },
  },
  {
    ...{ id: 'I5', name: 'the money of a shipped order is not captured in time', finds: true },
    sql: { orders: newOrder('shipped', anHourAgo) },
  },
  {
    ...{ id: 'I4', name: 'a shipped order is still to be captured', finds: false },
    sql: { orders: newOrder('shipped', 'now()') },
  },
  {
    ...{ id: 'I4', name: 'a shipped order was captured in part', finds: true },
    sql: {
      orders: `update orders set open = true where order_id = '${shipped}'`,
      payments: `update payments set captured_minor = 500 where order_id = '${shipped}'`,
    },
  },
  {
    ...{ id: 'I10', name: 'an order is shipped whose parcel was never handed over', finds: true },
    sql: { shipping: `update parcels set status = 'booked', handed_over_at = null` },
  },
  {
    ...{
      id: 'I10',
      name: 'a parcel was handed over, and its order has not heard of it',
      finds: false,
    },
    sql: { shipping: parcelOf('now()') },
  },
  {
    ...{
      id: 'I3',
      name: 'the goods of a cancelled parcel that left are written off',
      finds: false,
    },
    sql: {
      inventory: `update reservations set status = 'lost' where order_id = '${cancelled}';
        update stock set on_hand = 94, sold = 6`,
    },
  },
  {
    ...{
      id: 'I3',
      name: 'the goods of a cancelled parcel that left are counted back',
      finds: true,
    },
    sql: {
      inventory: `update reservations set status = 'lost' where order_id = '${cancelled}'`,
    },
  },
  {
    ...{ id: 'I8', name: 'an order was cancelled after its hand-over', finds: true },
    sql: {
      orders: `update order_events set type = 'order.cancelling' where order_id = '${shipped}' and version = 8;
        delete from order_events where order_id = '${shipped}' and version > 8;
        update orders set status = 'cancelling', version = 8 where order_id = '${shipped}'`,
    },
  },
]
