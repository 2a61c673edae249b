import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Fits } from './fits.ts'
import { anyPhone } from './phones.ts'
import { currency, skus, totalOf } from './shop.ts'

export interface PlacedOrder {
  readonly orderId: string
  readonly customer: string
  readonly carrier: string
}

/** What requests need of those before them. */
export interface Targets {
  /** A customer of the shop. */
  customer(): string
  /** A quote that was issued to the customer and not used yet. */
  quoteOf(customer: string): string | undefined
  /** The order that was accepted last, once. */
  fresh(): PlacedOrder | undefined
  /** A shipped order. */
  shipped(carrier?: string): PlacedOrder | undefined
}

export interface Sent {
  readonly path: string
  readonly caller: string
  readonly roles: readonly ('customer' | 'trade' | 'sales' | 'operator' | 'order-manager')[]
  readonly body: unknown
}

export interface Plan {
  /** How many of a hundred requests. */
  readonly share: number
  readonly fits?: Fits
  /** Undefined when the request lacks its target. */
  readonly send: (body: never, targets: Targets, random: () => number) => Sent | undefined
}

const staff = { caller: 'door-staff', roles: ['sales', 'operator'] } as const
const manager = { caller: 'door-manager', roles: ['order-manager'] } as const
const customer = (caller: string) => ({ caller, roles: ['customer', 'trade'] }) as const
const segment = encodeURIComponent

const fit = {
  sku: fc.constantFrom(...skus),
  currency: fc.constant(currency),
}

const distinct = <Item extends object>(items: readonly Item[], key: keyof Item): Item[] => [
  ...new Map(items.map((item) => [item[key], item])).values(),
]
/** Products that no order has, so that they may get any name, price, weight and size. */
const otherSku = fc.integer({ min: 1, max: 50 }).map((n) => `OTHER-${n}`)
const otherAccount = fc.integer({ min: 1, max: 50 }).map((n) => `other|${n}@example.com`)

type Lines = { readonly sku: string; readonly quantity: number }[]
interface PlaceBody {
  readonly lines?: Lines
  readonly quote?: string
  readonly expectedTotalMinor?: number
  readonly payment: { readonly type: string; readonly token?: string }
}

/** The share of orders by quote; and of generated quotes, totals and payment tokens, which are refused or declined. */
const [byQuote, byAnyQuote, byAnyTotal, byAnyToken] = [0.1, 0.02, 0.02, 0.03]
const tokens: Readonly<Record<string, string>> = { card: 'pm_card_visa', paypal: 'PAYPAL-DEMO' }

function place(
  {
    payment,
    lines: wanted = [{ sku: 'FIT-1', quantity: 1 }],
    quote: anyQuote,
    expectedTotalMinor: anyTotal,
    ...rest
  }: PlaceBody,
  targets: Targets,
  random: () => number,
): Sent {
  const isOneOf = (share: number) => random() < share
  const buyer = targets.customer()
  const issued = isOneOf(byQuote) ? targets.quoteOf(buyer) : undefined
  const quote = isOneOf(byAnyQuote) ? anyQuote : issued
  const token = isOneOf(byAnyToken) ? payment.token : tokens[payment.type]
  const lines = distinct(wanted, 'sku')
  const total = isOneOf(byAnyTotal) || anyTotal === undefined ? anyTotal : totalOf(lines)
  const what = quote ? { quote } : { lines, currency, expectedTotalMinor: total }
  const body = {
    ...rest,
    currency: undefined,
    ...what,
    payment: { type: payment.type, ...(token && { token }) },
  }
  return { path: '/v1/orders', ...customer(buyer), body }
}

/** A plan for each operation of the shop that has a body; a new operation needs one. */
export const plans: Readonly<Record<string, Plan>> = {
  'POST /v1/orders': {
    share: 60,
    fits: {
      ...fit,
      quantity: fc.integer({ min: 1, max: 3 }),
    },
    send: place,
  },
  'POST /v1/orders/{orderId}/cancel': {
    share: 6,
    send(body, targets) {
      const order = targets.fresh()
      return (
        order && { path: `/v1/orders/${order.orderId}/cancel`, ...customer(order.customer), body }
      )
    },
  },
  'POST /v1/orders/{orderId}/resume': {
    share: 0.25,
    // No order is on hold here: the schema takes it, and the order does not.
    send(body, targets) {
      const order = targets.shipped()
      return order && { path: `/v1/orders/${order.orderId}/resume`, ...staff, body }
    },
  },
  'POST /v1/orders/{orderId}/settle': {
    share: 1,
    // No order is on hold here: the schema takes it, and the order does not.
    send(body, targets) {
      const order = targets.shipped()
      return order && { path: `/v1/orders/${order.orderId}/settle`, ...manager, body }
    },
  },
  'POST /v1/orders/{orderId}/refunds': {
    share: 6,
    fits: { ...fit, amountMinor: fc.integer({ min: 1, max: 30 }) },
    send(body, targets) {
      const order = targets.shipped()
      return order && { path: `/v1/orders/${order.orderId}/refunds`, ...staff, body }
    },
  },
  'POST /v1/parcels/{orderId}/scans': {
    share: 4,
    send(body, targets) {
      const order = targets.shipped('own-fleet')
      return order && { path: `/v1/parcels/${order.orderId}/scans`, ...staff, body }
    },
  },
  'POST /v1/parcels/manifests': {
    share: 1,
    // Numbers of no parcel: those of real ones are handed over by the warehouse.
    fits: { at: fc.constant(undefined) },
    send: (body: { readonly trackingNumbers: string[] }) => ({
      ...{ path: '/v1/parcels/manifests', ...staff },
      body: { ...body, trackingNumbers: [...new Set(body.trackingNumbers)] },
    }),
  },
  'POST /v1/parcels/{orderId}/settle-left': {
    share: 0.25,
    // No cancelled parcel has left here: the schema takes it, and the parcel does not.
    send(body, targets) {
      const order = targets.shipped()
      return order && { path: `/v1/parcels/${order.orderId}/settle-left`, ...staff, body }
    },
  },
  'POST /v1/rates': {
    share: 3,
    fits: fit,
    send: (body, targets) => ({ path: '/v1/rates', ...customer(targets.customer()), body }),
  },
  'PUT /v1/products/{sku}': {
    share: 3,
    fits: fit,
    send: (body, _targets, random) => ({
      path: `/v1/products/OTHER-${1 + Math.floor(random() * 50)}`,
      ...staff,
      body,
    }),
  },
  'PUT /v1/products': {
    share: 3,
    fits: { ...fit, sku: otherSku },
    send: (body: { readonly sku: string }[]) => ({
      path: '/v1/products',
      ...staff,
      body: distinct(body, 'sku'),
    }),
  },
  'POST /v1/quotes': {
    share: 4,
    fits: {
      ...fit,
      quantity: fc.integer({ min: 1, max: 3 }),
      unitPriceMinor: fc.integer({ min: 1, max: 5_000 }),
      validSeconds: fc.integer({ min: 600, max: 2_592_000 }),
    },
    send: (body: object, targets) => ({
      ...{ path: '/v1/quotes', ...staff, body: { ...body, customerId: targets.customer() } },
    }),
  },
  'PUT /v1/customers/{customerId}': {
    share: 3,
    fits: { phone: fc.option(anyPhone, { nil: null }) },
    send(body, targets) {
      const who = targets.customer()
      return { path: `/v1/customers/${segment(who)}`, ...customer(who), body }
    },
  },
  'PUT /v1/customers/{customerId}/addresses/{name}': {
    share: 3,
    send(body, targets) {
      const who = targets.customer()
      return { path: `/v1/customers/${segment(who)}/addresses/home`, ...customer(who), body }
    },
  },
  'PUT /v1/stock/receipts/{receiptId}': {
    share: 2,
    fits: { ...fit, warehouse: fc.constantFrom('north', 'south') },
    send: (body: { readonly lines: Lines }) => ({
      ...{ path: `/v1/stock/receipts/${randomUUID()}`, ...staff },
      body: { ...body, lines: distinct(body.lines, 'sku') },
    }),
  },
  'PUT /v1/accounts': {
    share: 2,
    fits: { ...fit, customerId: otherAccount },
    send: (body: { readonly customerId: string }[]) => ({
      ...{ path: '/v1/accounts', ...staff, body: distinct(body, 'customerId') },
    }),
  },
  'POST /v1/bank-entries': {
    share: 1,
    fits: { ...fit, amountMinor: fc.integer({ min: -100, max: 100 }) },
    send: (body: { readonly entries: { readonly entryReference: string }[] }) => ({
      ...{ path: '/v1/bank-entries', ...staff },
      body: { entries: distinct(body.entries, 'entryReference') },
    }),
  },
  'POST /v1/bank-entries/close': {
    share: 1,
    // Of entries that are not on the list: the schema takes it, and the list does not have it.
    send: (body) => ({ path: '/v1/bank-entries/close', ...staff, body }),
  },
  'POST /v1/reversals/write-off': {
    share: 0.25,
    // Of what no provider took back: the schema takes it, and the list does not have it.
    send: (body) => ({ path: '/v1/reversals/write-off', ...staff, body }),
  },
  'POST /v1/reconciliations/failing-events/discard': {
    share: 0.25,
    // Of events that do not fail: the schema takes it, and the list does not have it.
    send: (body) => ({ path: '/v1/reconciliations/failing-events/discard', ...staff, body }),
  },
  'POST /v1/reconciliations': {
    share: 1,
    send: (body) => ({ path: '/v1/reconciliations', ...staff, body }),
  },
  'PUT /v1/accounts/{customerId}/payments/{paymentId}': {
    share: 1,
    fits: { ...fit, amountMinor: fc.integer({ min: 1, max: 100 }) },
    send: (body, targets) => ({
      path: `/v1/accounts/${segment(targets.customer())}/payments/${randomUUID()}`,
      ...{ ...staff, body },
    }),
  },
  'PUT /v1/accounts/{customerId}': {
    share: 1,
    fits: fit,
    send: (body) => ({
      ...{ path: `/v1/accounts/${segment('other|one/two@example.com')}`, ...staff, body },
    }),
  },
}
