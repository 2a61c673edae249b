import { cancelled, request, seen, shipped } from '../healthy-shop.ts'
import { anHourAgo, type Case, event, newOrder, otherOrder, rejected, unknown } from './case.ts'

const byQuote = (orderIds: readonly string[], uses: number) => `
  update order_events set data = '{"pieces":3,"quoteId":"q-1","quoteMaxUses":1}'
  where version = 1 and order_id in (${orderIds.map((id) => `'${id}'`).join(', ')});
  insert into quotes (quote_id, max_uses, uses, expires_at) values ('q-1', 1, ${uses}, now() + interval '1 hour')`

export const clientView: readonly Case[] = [
  {
    ...{ id: 'I1', name: 'a client received the id of an order that does not exist', finds: true },
    requests: [request('key-9', otherOrder)],
  },
  {
    ...{ id: 'I1', name: 'an acknowledged order stays open beyond the bound', finds: true },
    sql: { orders: newOrder('placed', anHourAgo) },
  },
  {
    ...{ id: 'I1', name: 'an acknowledged order has a row and no events', finds: true },
    sql: { orders: `delete from order_events where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I1', name: 'the response of an order is stored but the order is lost', finds: true },
    sql: { orders: `delete from orders where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I1', name: 'an order was just placed and is in progress', finds: false },
    sql: { orders: newOrder('placed', 'now()') },
    requests: [request('key-3', otherOrder)],
  },
  {
    ...{ id: 'I1', name: 'an order stays open while a provider settles its money', finds: false },
    sql: {
      orders: newOrder('confirmed', anHourAgo),
      payments: `insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor,
        capture_pending_minor, currency)
        values ('${otherOrder}', 'c-1', 'paypal', 'paypal', 'authorised', 'capture', 1000, 1000, 'GBP')`,
    },
  },
  {
    ...{ id: 'I2', name: 'a key has two orders in the histories', finds: true },
    requests: [request('key-1', shipped), request('key-1', cancelled)],
  },
  {
    ...{ id: 'I2', name: 'a repeated request received another response', finds: true },
    requests: [request('key-1', shipped), { ...request('key-1', shipped), responseHash: 'x' }],
  },
  {
    ...{ id: 'I2', name: 'a client received another response than the stored one', finds: true },
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
    ...{ id: 'I2', name: 'an order has more units reserved than were ordered', finds: true },
    sql: { inventory: `update reservation_lines set quantity = 6 where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I2', name: 'an order was reserved twice', finds: true },
    sql: { orders: event(shipped, 10, 'inventory.reserved') },
  },
  {
    ...{ id: 'I2', name: 'two orders use a quote that one may use', finds: true },
    sql: {
      orders: `update orders set status = 'shipped' where order_id = '${cancelled}'; ${byQuote([shipped, cancelled], 1)}`,
    },
  },
  {
    ...{ id: 'I2', name: 'the use of a quote is not counted', finds: true },
    sql: { orders: byQuote([shipped], 0) },
  },
  {
    ...{ id: 'I2', name: 'a cancelled order gave its use of a quote back', finds: false },
    sql: { orders: byQuote([shipped, cancelled], 1) },
  },
  {
    ...{ id: 'I2', name: 'a repeated request received the same response', finds: false },
    requests: [request('key-1', shipped), request('key-1', shipped)],
  },
  {
    ...{ id: 'I9', name: 'a request without a response left part of an order', finds: true },
    requests: [unknown('key-1')],
    sql: { orders: `delete from order_events where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I9', name: 'a rejected request made an order', finds: true },
    requests: [rejected],
  },
  {
    ...{ id: 'I9', name: 'of two requests without a response, one was carried out', finds: false },
    requests: [unknown('key-1'), unknown('key-77')],
  },
  {
    ...{ id: 'I10', name: 'an order was confirmed before its payment was authorised', finds: true },
    sql: {
      orders: `update order_events set version = 30 where order_id = '${shipped}' and type = 'payments.authorised'`,
    },
  },
  {
    ...{ id: 'I10', name: 'an order is confirmed but has no stock reservation', finds: true },
    sql: { inventory: `delete from reservations where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I10', name: 'an order is confirmed but has no payment', finds: true },
    sql: { payments: `delete from payments where order_id = '${shipped}'` },
  },
  {
    ...{ id: 'I10', name: 'a client observed a confirmation that never happened', finds: true },
    seen: [seen(otherOrder)],
  },
  {
    ...{ id: 'I10', name: 'a client observed a confirmation before it happened', finds: true },
    seen: [{ ...seen(shipped), time: Date.now() - 3_600_000 }],
  },
  {
    ...{ id: 'I10', name: 'a client observed a confirmation after it happened', finds: false },
    seen: [seen(shipped)],
  },
  {
    ...{ id: 'I11', name: 'published messages are not pruned', finds: true },
    sql: { orders: `update outbox set published_at = ${anHourAgo}` },
  },
]
