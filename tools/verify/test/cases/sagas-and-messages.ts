import { cancelled, shipped } from '../healthy-shop.ts'
import { anHourAgo, type Case, event, newOrder, otherOrder } from './case.ts'

const reviewedUntil = (expiresAt: string) => `
  insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor, currency, updated_at, review)
  values ('${otherOrder}', 'c-1', 'paypal', 'paypal', 'pending', 'authorise', 1000, 'GBP', ${anHourAgo},
    jsonb_build_object('type', 'review', 'expiresAt', ${expiresAt}, 'checks', 0))`
const awaitingShopper = (expiresAt: string) => `
  insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor, currency, created_at, updated_at, action)
  values ('${otherOrder}', 'c-1', 'card', 'stripe', 'pending', 'authorise', 1000, 'GBP', ${anHourAgo}, ${anHourAgo},
    jsonb_build_object('type', 'confirm_card', 'expiresAt', ${expiresAt}, 'checks', 0))`

const onHold = (age: string) => `
  update orders set status = 'cancelling', open = true, updated_at = ${anHourAgo}, held_at = now() - interval '${age}'
    where order_id = '${shipped}'`

export const sagasAndMessages: readonly Case[] = [
  {
    ...{ id: 'I5', name: 'an order is open for longer than the bound', finds: true },
    sql: { orders: newOrder('confirmed', anHourAgo) },
  },
  {
    ...{ id: 'I5', name: 'a refund is pending for longer than the bound', finds: true },
    sql: {
      payments: `insert into refunds (refund_id, order_id, amount_minor, status, created_at)
        values ('${otherOrder}', '${shipped}', 1, 'pending', ${anHourAgo})`,
    },
  },
  {
    ...{ id: 'I5', name: 'a parcel waits to be booked for longer than the bound', finds: true },
    sql: {
      shipping: `update parcels set status = 'pending', task = 'book', due_at = now(), created_at = ${anHourAgo}`,
    },
  },
  {
    ...{ id: 'I5', name: 'PayPal has time left to review an authorisation', finds: false },
    sql: {
      orders: newOrder('placed', anHourAgo),
      payments: reviewedUntil(`'2100-01-01T00:00:00Z'`),
    },
  },
  {
    ...{ id: 'I5', name: 'a review goes on for longer than it may', finds: true },
    sql: {
      orders: newOrder('placed', anHourAgo),
      payments: reviewedUntil(`'2026-01-01T00:00:00Z'`),
    },
  },
  {
    ...{ id: 'I5', name: 'a payment still waits for its provider after the bound', finds: true },
    sql: { payments: `update payments set doing = 'void', updated_at = ${anHourAgo}` },
  },
  ...(['I1', 'I5'] as const).flatMap((id): Case[] => [
    {
      ...{ id, name: 'a shopper has time left to confirm the payment', finds: false },
      sql: {
        orders: newOrder('placed', anHourAgo),
        payments: awaitingShopper(`now() + interval '1 minute'`),
      },
    },
    {
      ...{ id, name: 'a shopper’s time has been over for longer than the bound', finds: true },
      sql: {
        orders: newOrder('placed', anHourAgo),
        payments: awaitingShopper(`now() - interval '30 minutes'`),
      },
    },
  ]),
  {
    ...{ id: 'I5', name: 'a refund that its provider has not settled', finds: false },
    sql: {
      payments: `insert into refunds (refund_id, order_id, amount_minor, status, provider_ref, created_at)
        values ('${otherOrder}', '${shipped}', 1, 'pending', 're_1', ${anHourAgo})`,
    },
  },
  {
    ...{ id: 'I5', name: 'an order that was just placed may be open', finds: false },
    sql: { orders: newOrder('placed', 'now()') },
  },
  ...(['I1', 'I5'] as const).map((id) => ({
    ...{ id, name: 'an order is on hold, and its order manager has time left', finds: false },
    sql: { orders: onHold('2 days') },
  })),
  {
    ...{ id: 'I5', name: 'an order is on hold for longer than its order manager has', finds: true },
    sql: { orders: onHold('4 days') },
  },
  {
    ...{ id: 'I6', name: 'stock of a cancelled order was never released', finds: true },
    sql: { orders: `delete from order_events where type = 'inventory.released'` },
  },
  {
    ...{ id: 'I6', name: 'a payment was voided twice', finds: true },
    sql: { orders: event(cancelled, 20, 'payments.voided') },
  },
  {
    ...{ id: 'I6', name: 'the reservation of a cancelled order is still held', finds: true },
    sql: { inventory: `update reservations set status = 'held' where order_id = '${cancelled}'` },
  },
  {
    ...{ id: 'I6', name: 'the payment of a cancelled order is still authorised', finds: true },
    sql: { payments: `update payments set status = 'authorised' where order_id = '${cancelled}'` },
  },
  {
    ...{ id: 'I6', name: 'the parcel of a cancelled order is booked', finds: true },
    sql: { shipping: `update parcels set status = 'booked' where order_id = '${cancelled}'` },
  },
  {
    ...{
      id: 'I6',
      name: 'the refund of a cancelled order was taken back and is made again',
      finds: false,
    },
    sql: {
      payments: `update payments set captured_minor = 1000, returning_minor = 1000 where order_id = '${cancelled}'`,
    },
  },
  {
    ...{
      id: 'I6',
      name: 'the refund of a cancelled order was taken back and is not made again',
      finds: true,
    },
    sql: { payments: `update payments set captured_minor = 1000 where order_id = '${cancelled}'` },
  },
  {
    ...{ id: 'I6', name: 'a cancelled order is unknown to the other services', finds: false },
    sql: {
      inventory: `delete from reservations where order_id = '${cancelled}'`,
      payments: `delete from payments where order_id = '${cancelled}'`,
      shipping: `delete from parcels where order_id = '${cancelled}'`,
    },
  },
  {
    ...{ id: 'I7', name: 'a published message was never handled', finds: true },
    sql: { inventory: 'delete from inbox' },
  },
  {
    ...{ id: 'I7', name: 'a message was handled in part', finds: true },
    sql: { inventory: `update inbox set done = '{0}'` },
  },
  {
    ...{ id: 'I7', name: 'a committed message was never published', finds: true },
    sql: { orders: 'update outbox set stream_seq = null, published_at = null' },
  },
  {
    ...{ id: 'I7', name: 'a message was handled that no publisher committed', finds: true },
    sql: { orders: 'delete from outbox' },
  },
  {
    ...{ id: 'I7', name: 'a message was just published and is in progress', finds: false },
    sql: { orders: 'update outbox set published_at = now()', inventory: 'delete from inbox' },
  },
  {
    ...{ id: 'I7', name: 'every item of a message was handled on its own', finds: false },
    sql: { inventory: `update inbox set done = '{1,0}'` },
  },
  {
    ...{ id: 'I7', name: 'a dead letter is neither lost nor uncommitted', finds: false },
    sql: {
      inventory: `insert into inbox (id) values ('${otherOrder}');
        insert into dead_letters (id, subject, payload, reason, attempts)
        values ('${otherOrder}/0', 'inventory.reserve', '', 'poison', 1)`,
    },
  },
  {
    ...{ id: 'I7', name: 'a dead letter counts as replayed without its effect', finds: true },
    sql: {
      inventory: `insert into dead_letters (id, subject, payload, reason, attempts, state, replayed_at)
        values ('${otherOrder}/0', 'inventory.reserve', '', 'poison', 3, 'replayed', now())`,
    },
  },
  {
    ...{ id: 'I7', name: 'a dead letter was replayed with its effect', finds: false },
    sql: {
      inventory: `insert into inbox (id) values ('${otherOrder}'), ('${otherOrder}/0#3');
        insert into dead_letters (id, subject, payload, reason, attempts, state, replayed_at)
        values ('${otherOrder}/0', 'inventory.reserve', '', 'poison', 3, 'replayed', now())`,
    },
  },
  {
    ...{ id: 'I7', name: 'an event was parked and never retried', finds: true },
    sql: {
      inventory: `insert into parked_events (id, key, type, payload, attempts, reason, parked_at, due_at)
        values ('x/0', 'x', 'inventory.reserve', '{}', 1, 'r', now() - interval '11 minutes', now())`,
    },
  },
  {
    ...{ id: 'I7', name: 'an event is parked and retried', finds: false },
    sql: {
      inventory: `insert into parked_events (id, key, type, payload, attempts, reason, due_at)
        values ('x/0', 'x', 'inventory.reserve', '{}', 1, 'r', now())`,
    },
  },
  {
    ...{ id: 'I8', name: 'an order shipped without being confirmed', finds: true },
    sql: { orders: `delete from order_events where order_id = '${shipped}' and version = 4` },
  },
  {
    ...{ id: 'I8', name: 'an order was cancelled after it shipped', finds: true },
    sql: {
      orders: `${event(shipped, 12, 'order.cancelling')}; ${event(shipped, 13, 'order.cancelled')};
        update orders set version = 13, status = 'cancelled' where order_id = '${shipped}'`,
    },
  },
  {
    ...{ id: 'I8', name: 'the read model has another status', finds: true },
    sql: { orders: `update orders set status = 'confirmed' where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I8', name: 'a version is missing', finds: true },
    sql: {
      orders: `update order_events set version = 20 where order_id = '${shipped}' and version = 11`,
    },
  },
  {
    ...{ id: 'I8', name: 'a second refund was refused', finds: false },
    sql: {
      orders: `${event(shipped, 12, 'refund.requested')}; ${event(shipped, 13, 'payments.refund_refused')};
        update orders set version = 13 where order_id = '${shipped}'`,
    },
  },
  {
    ...{ id: 'I11', name: 'handled messages are not pruned', finds: true },
    sql: {
      inventory: `update inbox set received_at = now() - interval '3 hours';
        insert into inbox (id, received_at) select id || '/next', now() - interval '118 minutes' from inbox`,
    },
  },
  {
    ...{ id: 'I11', name: 'handled messages of before an outage are kept', finds: false },
    sql: {
      inventory: `insert into inbox (id, received_at) select id || '/before', now() - interval '9 hours' from inbox`,
    },
  },
  { ...{ id: 'I11', name: 'a stream keeps too much', finds: true }, stream: { bytes: 2 ** 40 } },
  {
    ...{ id: 'I11', name: 'a stream keeps its messages for too long', finds: true },
    stream: { oldestSeconds: 90_000 },
  },
  {
    ...{ id: 'I11', name: 'the oldest message of a stream is an hour old', finds: false },
    stream: { bytes: 2 ** 30, oldestSeconds: 3_600 },
  },
]
