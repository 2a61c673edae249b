import type { ObservedStatus, RequestRecord } from '@stoa/load'
import type { InvariantId } from '../../src/invariant.ts'
import { request, shipped } from '../healthy-shop.ts'
import type { Database } from '../shop-databases.ts'

/** A change to the healthy shop, and whether the invariant must find it or accept it. */
export interface Case {
  readonly id: InvariantId
  readonly name: string
  readonly finds: boolean
  readonly sql?: Partial<Record<Database, string>>
  readonly requests?: readonly RequestRecord[]
  readonly seen?: readonly ObservedStatus[]
  readonly stream?: { bytes?: number; oldestSeconds?: number }
}

export const otherOrder = '00000000-0000-7000-8000-0000000000ff'
export const anHourAgo = `now() - interval '1 hour'`
export const insertOrder = `insert into orders (order_id, customer_id, status, version, total_minor, currency,
  placed_at, updated_at, open, asked_at, deadline_at)`
export const newOrder = (status: string, age: string) => `
  ${insertOrder} values ('${otherOrder}', 'c-1', '${status}', 1, 1000, 'GBP', ${age}, ${age}, true, now(), now());
  insert into order_events (order_id, version, type, data, at) values ('${otherOrder}', 1, 'order.placed', '{"pieces":3}', ${age});
  insert into idempotency_keys (caller, key, fingerprint, order_id, status, body) values ('c-1', 'key-3', 'f', '${otherOrder}', 202, '{}')`
export const event = (orderId: string, version: number, type: string, data = {}) => `
  insert into order_events (order_id, version, type, data, at)
    values ('${orderId}', ${version}, '${type}', '${JSON.stringify(data)}', now())`

export const unknown = (key: string): RequestRecord => ({
  ...request(key, shipped),
  ...{ outcome: 'unknown', orderId: null, responseHash: null, status: null },
})
export const rejected: RequestRecord = { ...unknown('key-1'), outcome: 'failed', status: 422 }
