import { cancelled, request, seen, shipped } from '../healthy-shop.ts'
import { type Case, event, longAgo, nobody, refused, unknown, young } from './given.ts'

export const told: readonly Case[] = [
  {
    ...{ id: 'I1', name: 'a client was promised an order that is not there', finds: true },
    requests: [request('key-9', nobody)],
  },
  {
    ...{ id: 'I1', name: 'an acknowledged order stays open beyond the bound', finds: true },
    sql: { orders: young('placed', longAgo) },
  },
  {
    ...{ id: 'I1', name: 'an acknowledged order has a row and no events', finds: true },
    sql: { orders: `delete from order_events where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I1', name: 'an order was kept answered and lost', finds: true },
    sql: { orders: `delete from orders where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I1', name: 'an order that was just placed is under way', finds: false },
    sql: { orders: young('placed', 'now()') },
    requests: [request('key-3', nobody)],
  },
  {
    ...{ id: 'I2', name: 'a key has two orders in the histories', finds: true },
    requests: [request('key-1', shipped), request('key-1', cancelled)],
  },
  {
    ...{ id: 'I2', name: 'a repeated request had another answer', finds: true },
    requests: [request('key-1', shipped), { ...request('key-1', shipped), responseHash: 'x' }],
  },
  {
    ...{ id: 'I2', name: 'the answer given is not the one kept', finds: true },
    requests: [{ ...request('key-1', shipped), responseHash: 'x' }],
  },
  {
    ...{ id: 'I2', name: 'an order was placed without a key', finds: true },
    sql: {
      orders: `delete from idempotency_keys where order_id = '${shipped}' and caller = 'c-1'`,
    },
  },
  {
    ...{ id: 'I2', name: 'an order was placed under two keys', finds: true },
    sql: {
      orders: `insert into idempotency_keys (caller, key, fingerprint, order_id, status, body)
        values ('c-1', 'key-4', 'f', '${shipped}', 202, '{}')`,
    },
  },
  {
    ...{ id: 'I2', name: 'a payment was captured twice', finds: true },
    sql: {
      payments: `insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
        values (gen_random_uuid(), '${shipped}', 'captured', gen_random_uuid(), now())`,
    },
  },
  {
    ...{ id: 'I2', name: 'an order holds more pieces than were ordered', finds: true },
    sql: { inventory: `update reservation_lines set quantity = 6 where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I2', name: 'an order was reserved twice', finds: true },
    sql: { orders: event(shipped, 10, 'inventory.reserved') },
  },
  {
    ...{ id: 'I2', name: 'the same answer given twice is as it should be', finds: false },
    requests: [request('key-1', shipped), request('key-1', shipped)],
  },
  {
    ...{ id: 'I9', name: 'a request without an answer left half an order', finds: true },
    requests: [unknown('key-1')],
    sql: { orders: `delete from order_events where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I9', name: 'a refused request made an order', finds: true },
    requests: [refused],
  },
  {
    ...{ id: 'I9', name: 'requests without an answer, one carried out and one not', finds: false },
    requests: [unknown('key-1'), unknown('key-77')],
  },
  {
    ...{ id: 'I10', name: 'an order was confirmed before its payment answered', finds: true },
    sql: {
      orders: `update order_events set version = 30 where order_id = '${shipped}' and type = 'payments.authorised'`,
    },
  },
  {
    ...{ id: 'I10', name: 'an order is confirmed and holds no stock', finds: true },
    sql: { inventory: `delete from reservations where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I10', name: 'an order is confirmed and has no payment', finds: true },
    sql: { payments: `delete from payments where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I10', name: 'a client saw a confirmation that never was', finds: true },
    seen: [seen(nobody)],
  },
  {
    ...{ id: 'I10', name: 'a client saw a confirmation before it was', finds: true },
    seen: [{ ...seen(shipped), time: Date.now() - 3_600_000 }],
  },
  { ...{ id: 'I10', name: 'a client saw a confirmation', finds: false }, seen: [seen(shipped)] },
  {
    ...{ id: 'I11', name: 'published messages are not pruned', finds: true },
    sql: { orders: `update outbox set published_at = ${longAgo}` },
  },
]
