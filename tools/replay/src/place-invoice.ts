import { hash } from 'node:crypto'
import { type Edge, EdgeError, type HistoryWriter, requestUntilFinal } from '@stoa/load'
import { currency } from './seed.ts'
import type { Invoice } from './trade/plan.ts'

export interface ReplayClient {
  readonly edge: Edge
  readonly history?: HistoryWriter
  readonly carrier: string
  /** A request without a final response is repeated for this long. */
  readonly giveUpAfterMs: number
}

const salesStaff = 'replay-sales'
/** Orders learns of new products and quote keys through events; until then it responds with 422. */
const retryUnprocessableMs = 20_000
const retryEveryMs = 250

const home = 'United Kingdom'

/** Vans drive at home: what goes abroad, by the pallet, goes to the customer's forwarder there. */
const addressOf = ({ customerId, country }: Invoice) => ({
  name: `Customer ${customerId}`,
  ...(country !== home && { company: `Forwarder to ${country || 'unknown'}` }),
  ...{ street: '1 Trade Street', city: 'London', postcode: 'E14 5AB', country: 'GB' },
})

async function requestQuote(
  { edge, giveUpAfterMs }: ReplayClient,
  invoice: Invoice,
): Promise<string> {
  const { customerId, lines } = invoice
  const body = JSON.stringify({ customerId, currency, lines, validSeconds: 3_600 })
  const token = await edge.token(salesStaff, 'sales')
  const request = { method: 'POST', path: '/v1/quotes', token, body } as const
  const response = await requestUntilFinal(edge, request, giveUpAfterMs)
  if (response.status !== 201)
    throw EdgeError.ofResponse(`quote for invoice ${invoice.invoice}`, '201', response)
  return (JSON.parse(response.text) as { quote: string }).quote
}

/** Orders an invoice for its customer at the invoice's prices, in a quote signed by the catalog. Returns the order id. */
export async function placeInvoice(
  client: ReplayClient,
  invoice: Invoice,
  key: string,
): Promise<string> {
  const { edge, history, carrier, giveUpAfterMs } = client
  const quote = await requestQuote(client, invoice)
  const body = JSON.stringify({
    ...{ quote, payment: { type: 'account' } },
    delivery: { carrier, address: addressOf(invoice) },
  })
  const token = await edge.token(invoice.customerId, 'customer', 'trade')
  const request = { method: 'POST', path: '/v1/orders', token, body, idempotencyKey: key } as const
  const time = Date.now()
  for (;;) {
    const response = await requestUntilFinal(edge, request, giveUpAfterMs)
    const { status, text, attempts } = response
    if (status === 422 && Date.now() - time < retryUnprocessableMs) {
      await new Promise((resolve) => setTimeout(resolve, retryEveryMs))
      continue
    }
    const accepted = status === 202
    const orderId = accepted ? (JSON.parse(text) as { orderId: string }).orderId : null
    history?.add({
      ...{ time, key, caller: invoice.customerId, bodyHash: hash('sha256', body) },
      ...{ outcome: accepted ? 'ok' : 'failed', status, responseHash: hash('sha256', text) },
      ...{ orderId, attempts },
    })
    if (orderId) return orderId
    throw EdgeError.ofResponse(`order of invoice ${invoice.invoice}`, '202', response)
  }
}

/** Requests a partial refund of a shipped order. */
export async function requestRefund(
  { edge, giveUpAfterMs }: ReplayClient,
  refund: { orderId: string; amountMinor: number; creditNote: string; key: string },
): Promise<void> {
  const { orderId, amountMinor, creditNote, key: idempotencyKey } = refund
  const body = JSON.stringify({ amountMinor, currency, reason: `credit note ${creditNote}` })
  const token = await edge.token(salesStaff, 'sales')
  const path = `/v1/orders/${orderId}/refunds`
  const request = { method: 'POST', path, token, body, idempotencyKey } as const
  const response = await requestUntilFinal(edge, request, giveUpAfterMs)
  if (response.status !== 202)
    throw EdgeError.ofResponse(`refund of credit note ${creditNote}`, '202', response)
}
