import { AppError } from '@stoa/service'
import { announcementsOf } from './commands.ts'
import { decideReply } from './decide.ts'
import { evolve, type Order, placedOrder } from './order.ts'
import type { OrderPlaced, Reply } from './order-event.ts'

export const placed: OrderPlaced['data'] = {
  requested: ['stock'],
  customerId: 'c-1',
  lines: [{ sku: 'MUG', quantity: 2, unitPriceMinor: 500 }],
  currency: 'GBP',
  totalMinor: 1000,
  pieces: 2,
  weightGrams: 600,
  payment: { type: 'account' },
  delivery: {
    carrier: 'own-fleet',
    address: { name: 'A', street: 'B 1', city: 'C', postcode: 'D1', country: 'GB' },
  },
}
export const fresh = placedOrder(
  '0197a000-0000-7000-8000-000000000001',
  { type: 'order.placed', data: placed },
  '2026-01-01T00:00:00.000Z',
)

const answered = {
  ...{ reason: 'no', trackingNumber: 'STOA123', skus: [] },
  at: '2026-06-01T12:00:00.000Z',
}
export const reply = (type: Reply['type'], data: object = {}) =>
  ({ type, data: { ...answered, ...data } }) as Reply

export const play = (types: readonly Reply['type'][], from = fresh): Order =>
  types.reduce((order, type) => decideReply(reply(type), order).reduce(evolve, order), from)

export const publishedBy = (type: Reply['type'], order: Order): string[] => {
  const events = decideReply(reply(type), order)
  return announcementsOf(order, events.reduce(evolve, order), events).map((message) => message.type)
}

export const cancel = { type: 'cancel', reason: 'changed my mind' } as const
export const happy = [
  'inventory.reserved',
  'payments.authorised',
  'shipping.booked',
  'shipping.handed_over',
  'payments.captured',
] as const
export const refusals = [
  'inventory.rejected',
  'payments.declined',
  'shipping.rejected',
  'payments.capture_refused',
  'payments.capture_pending',
  'payments.capture_failed',
] as const
export const compensations = [
  'shipping.cancelled',
  'inventory.released',
  'payments.voided',
] as const
export const [toConfirmed, toReady, toHandedOver] = [
  happy.slice(0, 2),
  happy.slice(0, 3),
  happy.slice(0, 4),
]

/** The faults of a refusal, by field; none where the work is not refused. */
export function faultsOf(work: () => unknown): AppError['errors'] {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.errors
    throw error
  }
  return []
}
