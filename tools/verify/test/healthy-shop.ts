import { hash } from 'node:crypto'
import type { ObservedStatus, RequestRecord } from '@stoa/load'
import type { ShopDatabases } from './shop-databases.ts'

export const shipped = '00000000-0000-7000-8000-000000000001'
export const cancelled = '00000000-0000-7000-8000-000000000002'
export const refund = '00000000-0000-7000-8000-00000000000a'
export const message = '00000000-0000-7000-8000-0000000000f1'

const responseOf = (orderId: string) => JSON.stringify({ orderId, status: 'placed' })

export const request = (key: string, orderId: string): RequestRecord => ({
  ...{ time: Date.now(), key, caller: 'c-1', bodyHash: 'b', outcome: 'ok', status: 202 },
  ...{ responseHash: hash('sha256', responseOf(orderId)), orderId, attempts: 1 },
})

export const seen = (orderId: string): ObservedStatus => ({
  time: Date.now(),
  orderId,
  seen: 'confirmed',
})

const eventsOf = (orderId: string, types: readonly string[]) =>
  types.map(
    (type, index) =>
      `('${orderId}', ${index + 1}, '${type}', '${JSON.stringify(
        type === 'order.placed'
          ? { pieces: 3 }
          : type.startsWith('refund') || type === 'payments.refunded'
            ? { refundId: refund, amountMinor: 200 }
            : {},
      )}', now() - interval '5 minutes')`,
  )

const placed = ['order.placed', 'inventory.reserved', 'payments.authorised', 'order.confirmed']
const toReady = [...placed, 'shipping.booked', 'order.ready']
const toShipped = [...toReady, 'shipping.handed_over', 'order.shipped', 'payments.captured']
const refunded = [...toShipped, 'refund.requested', 'payments.refunded']
const compensations = ['inventory.released', 'payments.voided', 'order.cancelled']
const toCancelled = [...placed, 'shipping.rejected', 'order.cancelling', ...compensations]

const orders = `
  insert into order_events (order_id, version, type, data, at) values
    ${[...eventsOf(shipped, refunded), ...eventsOf(cancelled, toCancelled)].join(',\n')};
  insert into orders (order_id, customer_id, status, version, total_minor, currency, placed_at, updated_at,
    open, asked_at, deadline_at) values
    ('${shipped}', 'c-1', 'shipped', ${refunded.length}, 1000, 'GBP', now() - interval '5 minutes', now() - interval '5 minutes', false, now(), now()),
    ('${cancelled}', 'c-1', 'cancelled', ${toCancelled.length}, 1000, 'GBP', now() - interval '5 minutes', now() - interval '5 minutes', false, now(), now());
  insert into idempotency_keys (caller, key, fingerprint, order_id, status, body) values
    ('c-1', 'key-1', 'f', '${shipped}', 202, '${responseOf(shipped)}'),
    ('c-1', 'key-2', 'f', '${cancelled}', 202, '${responseOf(cancelled)}'),
    ('staff', 'refund-1', 'f', '${shipped}', 202, '{"refundId":"${refund}"}');
  insert into outbox (id, subject, payload, items, created_at, stream_seq, published_at) values
    ('${message}', 'inventory.reserve', '[]', 2, now() - interval '5 minutes', 1, now() - interval '5 minutes')`

const inventory = `
  insert into receipts (receipt_id, warehouse, lines) values ('r-1', 'north', '[{"sku":"A","quantity":100}]');
  insert into stock (sku, warehouse, received, on_hand, reserved, sold) values ('A', 'north', 100, 97, 0, 3);
  insert into reservations (order_id, status, reason) values
    ('${shipped}', 'sold', null), ('${cancelled}', 'released', 'rejected');
  insert into reservation_lines (order_id, sku, warehouse, quantity) values
    ('${shipped}', 'A', 'north', 3), ('${cancelled}', 'A', 'north', 3);
  insert into inbox (id, done) values ('${message}', null)`

const transaction = (
  id: string,
  order: string,
  kind: string,
  debit: string,
  credit: string,
  minor: number,
) => `
  insert into ledger_transactions (transaction_id, order_id, kind, cause, at) values
    ('${id}', '${order}', '${kind}', '${kind === 'captured' ? order : refund}', now());
  insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor) values
    ('${id}', '${debit}', 'GBP', ${minor}, 0), ('${id}', '${credit}', 'GBP', 0, ${minor});`

export const captureTransaction = '00000000-0000-7000-8000-0000000000c1'
const refundTransaction = '00000000-0000-7000-8000-0000000000c2'

const payments = `
  insert into accounts (customer_id, credit_limit_minor, held_minor, owed_minor, currency) values
    ('c-1', 5000, 0, 800, 'GBP');
  insert into payments (order_id, customer_id, method, provider, status, amount_minor, captured_minor,
    refunded_minor, currency) values
    ('${shipped}', 'c-1', 'account', 'account', 'captured', 1000, 1000, 200, 'GBP'),
    ('${cancelled}', 'c-1', 'account', 'account', 'voided', 1000, 0, 0, 'GBP');
  insert into refunds (refund_id, order_id, amount_minor, status) values ('${refund}', '${shipped}', 200, 'refunded');
  ${transaction(captureTransaction, shipped, 'captured', 'receivables', 'sales', 1000)}
  ${transaction(refundTransaction, shipped, 'refunded', 'refunds', 'receivables', 200)}`

const parcels = `
  insert into parcels (order_id, customer_id, carrier, status, tracking_number, address, weight_grams, pieces, handed_over_at) values
    ('${shipped}', 'c-1', 'own-fleet', 'handed_over', 'TRACK-1', '{}', 500, 3, now()),
    ('${cancelled}', 'c-1', 'own-fleet', 'rejected', null, '{}', 500, 3, null)`

/** Fills the databases with one shipped and partly refunded order, and one cancelled after its confirmation. */
export async function fillHealthy(shop: ShopDatabases): Promise<void> {
  await Promise.all([
    shop.sql('orders', orders),
    shop.sql('inventory', inventory),
    shop.sql('payments', payments),
    shop.sql('shipping', parcels),
  ])
}
