import { randomUUID } from 'node:crypto'
import type { Client } from '../client/client/index.ts'
import * as api from '../client/index.ts'

export interface Clients {
  readonly visitor: Client
  /** The customer `customerId`, who may buy on account. */
  readonly customer: Client
  readonly operator: Client
}
export interface Given extends Clients {
  readonly customerId: string
  /** Resolves with the first value for which `isDone` holds. */
  readonly until: <T>(read: () => Promise<T>, isDone: (value: T) => boolean) => Promise<T>
  /** Makes bookings with FedEx fail until the returned function is called. */
  readonly holdFedEx: () => Promise<() => Promise<void>>
}

const sku = 'CLIENT-01'
const currency = 'GBP'
const address = {
  ...{ name: 'Ada Lovelace', street: '12 St James’s Square' },
  ...{ city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
}
const newKey = () => ({ 'Idempotency-Key': randomUUID() })

/** The data of an answer, or an error that shows the problem. */
async function dataOf<T>(answer: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await answer
  if (data === undefined) throw new Error(JSON.stringify(error))
  return data
}

/** Of a teapot in its box. */
const dimensions = { lengthMm: 260, widthMm: 170, heightMm: 160 }

/** Fills the shop: products, stock, and a customer with an address and credit. */
export async function fillShop({ visitor, customer, operator, customerId }: Given) {
  const goods = { weightGrams: 900, dimensions }
  const product = { name: 'Teapot, brown', priceMinor: 1250, currency, ...goods }
  const path = { sku }
  await dataOf(api.putV1ProductsBySku({ client: operator, path, body: product }))
  await dataOf(api.putV1Products({ client: operator, body: [{ sku: 'CLIENT-02', ...product }] }))
  await dataOf(api.getV1ProductsBySku({ client: visitor, path }))
  await dataOf(api.getV1Products({ client: visitor, query: { limit: 1, search: 'teapot' } }))

  const lines = [{ sku, quantity: 100 }]
  const receipt = { path: { receiptId: randomUUID() }, body: { warehouse: 'leeds', lines } }
  await dataOf(api.putV1StockReceiptsByReceiptId({ client: operator, ...receipt }))
  await dataOf(api.getV1Stock({ client: customer, query: { skus: sku } }))
  await dataOf(api.getV1StockBySku({ client: operator, path }))

  const terms = { creditLimitMinor: 500_000, currency }
  const ofCustomer = { path: { customerId } }
  await dataOf(api.putV1Accounts({ client: operator, body: [{ customerId, ...terms }] }))
  await dataOf(api.putV1AccountsByCustomerId({ client: operator, ...ofCustomer, body: terms }))
  await dataOf(api.getV1AccountsByCustomerId({ client: customer, ...ofCustomer }))

  const profile = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+44 20 7946 0018' }
  await dataOf(api.putV1CustomersByCustomerId({ client: customer, ...ofCustomer, body: profile }))
  await dataOf(api.getV1CustomersByCustomerId({ client: customer, ...ofCustomer }))
  const home = { client: customer, path: { customerId, name: 'home' } }
  await dataOf(api.putV1CustomersByCustomerIdAddressesByName({ ...home, body: address }))
  await dataOf(api.getV1CustomersByCustomerIdAddressesByName(home))
  await dataOf(api.getV1CustomersByCustomerIdAddresses({ client: customer, ...ofCustomer }))
  await dataOf(api.deleteV1CustomersByCustomerIdAddressesByName(home))
}

type Carrier = 'own-fleet' | 'fedex'
const orderBody = (carrier: Carrier) => ({
  payment: { type: 'account' as const },
  delivery: { carrier, address },
})

/** Buys with a quote, and follows the order until its money can be refunded. */
export async function buyAndRefund(given: Given) {
  const { customer: client, operator, customerId, until } = given
  const lines = [{ sku, quantity: 2, unitPriceMinor: 1000 }]
  const terms = { customerId, currency, lines, validSeconds: 600 }
  const { quote } = await dataOf(api.postV1Quotes({ client: operator, body: terms }))
  await dataOf(api.postV1Rates({ client, body: { address, weightGrams: 1800, dimensions } }))
  const { orderId } = await until(
    async () => {
      const body = { quote, ...orderBody('own-fleet') }
      return (await api.postV1Orders({ client, headers: newKey(), body })).data ?? { orderId: '' }
    },
    ({ orderId }) => orderId !== '',
  )
  const path = { orderId }
  const parcel = async () => (await api.getV1ParcelsByOrderId({ client, path })).data?.status
  await until(parcel, (status) => status === 'booked')
  await dataOf(api.getV1ParcelsByOrderIdLabelPdf({ client: operator, path }))
  await handOver(given, orderId)
  const scan = { path, body: { status: 'in_transit' as const } }
  await dataOf(api.postV1ParcelsByOrderIdScans({ client: operator, ...scan }))
  const order = async () => (await dataOf(api.getV1OrdersByOrderId({ client, path }))).status
  await until(order, (status) => status === 'shipped')
  await dataOf(api.getV1PaymentsByOrderId({ client, path }))
  await dataOf(api.postV1PaymentsByOrderIdCheck({ client, path }))
  await dataOf(api.getV1OrdersByOrderIdOverview({ client, path }))
  const refund = { amountMinor: 250, currency, reason: 'one arrived broken' }
  const refunded = { client: operator, path, headers: newKey(), body: refund }
  await dataOf(api.postV1OrdersByOrderIdRefunds(refunded))

  await dataOf(api.getV1Orders({ client, query: { limit: 1 } }))
  await dataOf(api.getV1OrdersChanges({ client: operator, query: { limit: 10 } }))
  await dataOf(api.getV1OrdersOnHold({ client: operator }))
  await dataOf(api.getV1CustomersByCustomerIdOrders({ client, path: { customerId } }))
}

/** Hands the parcel of an order over to the driver. */
async function handOver({ operator: client }: Given, orderId: string) {
  const { trackingNumber } = await dataOf(api.getV1ParcelsByOrderId({ client, path: { orderId } }))
  await dataOf(api.getV1ParcelsReady({ client }))
  const body = { carrier: 'own-fleet' as const, trackingNumbers: [trackingNumber ?? ''] }
  await dataOf(api.postV1ParcelsManifests({ client, body }))
  await dataOf(api.getV1ParcelsLeftCancelled({ client }))
  await dataOf(api.getV1ParcelsAbandonedLabels({ client }))
  const back = { outcome: 'returned', reason: 'on the shelf again' } as const
  const path = { orderId }
  const settled = await api.postV1ParcelsByOrderIdSettleLeft({ client, path, body: back })
  if (settled.error?.code !== 'not_found') throw new Error('expected a parcel that has not left')
}

/** Books what the customer paid, and compares the books with the providers'. */
export async function keepBooks({ operator: client, customerId }: Given) {
  const path = { customerId, paymentId: 'bank-1' }
  const body = { amountMinor: 100, currency, reference: 'INV-1', paidOn: '2026-01-31' }
  await dataOf(api.putV1AccountsByCustomerIdPaymentsByPaymentId({ client, path, body }))
  const query = { from: '2026-01-01', to: '2026-12-31' }
  const ofCustomer = { client, path: { customerId }, query }
  await dataOf(api.getV1AccountsByCustomerIdStatement(ofCustomer))
  const entry = { entryReference: 'bank-2', bookedOn: '2026-01-31', amountMinor: 100, currency }
  const unmatched = { ...entry, entryReference: 'bank-3', remittance: 'thank you' }
  const entries = [{ ...entry, remittance: `invoice of ${customerId}` }, unmatched]
  await dataOf(api.postV1BankEntries({ client, body: { entries } }))
  await dataOf(api.getV1BankEntries({ client }))
  const closing = { entryReference: unmatched.entryReference, reason: 'sent back' }
  await dataOf(api.postV1BankEntriesClose({ client, body: closing }))
  await dataOf(api.getV1Disputes({ client }))
  await dataOf(api.getV1PaymentsDue({ client }))
  await dataOf(api.getV1Reversals({ client }))
  const loss = { provider: 'paypal', reversalId: 'none', reason: 'not paid' } as const
  const lost = await api.postV1ReversalsWriteOff({ client, body: loss })
  if (lost.error?.code !== 'not_found') throw new Error('expected no reversal')
  await dataOf(api.postV1Reconciliations({ client, body: {} }))
  await dataOf(api.getV1Reconciliations({ client }))
  const event = { provider: 'stripe', eventId: 'none', reason: 'booked by hand' } as const
  const discarded = await api.postV1ReconciliationsFailingEventsDiscard({ client, body: event })
  if (discarded.error?.code !== 'not_found') throw new Error('expected no failing event')
}

/** Revokes the key that signed the quote. */
export async function revokeQuoteKey({ operator: client }: Given) {
  const { keys } = await dataOf(api.getV1QuoteKeys({ client }))
  const path = { kid: keys[0]?.kid ?? '' }
  await dataOf(api.deleteV1QuoteKeysByKid({ client, path }))
}

/** Cancels an order that waits for its carrier; resuming it is refused, because it is not on hold. */
export async function cancel({ customer: client, operator, holdFedEx }: Given) {
  const release = await holdFedEx()
  const body = { lines: [{ sku, quantity: 1 }], currency, ...orderBody('fedex') }
  const { orderId } = await dataOf(api.postV1Orders({ client, headers: newKey(), body }))
  const path = { orderId }
  const note = { note: 'the carrier is back' }
  const resumed = await api.postV1OrdersByOrderIdResume({ client: operator, path, body: note })
  if (resumed.error?.code !== 'conflict') throw new Error('expected a conflict')
  const truth = { step: 'stock', outcome: 'released', reason: 'counted' } as const
  const settled = await api.postV1OrdersByOrderIdSettle({ client: operator, path, body: truth })
  if (settled.error?.code !== 'forbidden') throw new Error('expected order managers alone')
  await dataOf(api.postV1OrdersByOrderIdCancel({ client, path, body: { reason: 'ordered twice' } }))
  await release()
}

/** A misspelt field, a wrong type and a missing header do not compile. */
export const refusedByTheCompiler = (client: Client) => [
  // @ts-expect-error `body` has no field `note`
  api.postV1OrdersByOrderIdCancel({ client, path: { orderId: '' }, body: { note: '' } }),
  // @ts-expect-error `limit` is a number
  api.getV1Products({ client, query: { limit: 'one' } }),
  // @ts-expect-error `Idempotency-Key` is missing
  api.postV1Orders({ client, headers: {}, body: orderBody('own-fleet') }),
]
