import { hash } from 'node:crypto'
import { askUntilAnswered, type Edge, EdgeError, type History } from '@stoa/load'
import { currency } from './seed.ts'
import { countryCode } from './trade/countries.ts'
import type { Invoice } from './trade/plan.ts'

export interface Trader {
  readonly edge: Edge
  readonly history?: History
  readonly carrier: string
  readonly giveUpAfterMs: number
}

const sales = 'replay-sales'
/** Orders hear of new products and quote keys by events: what they do not know yet, they know soon. */
const notKnownYetMs = 20_000

const addressOf = ({ customerId, country }: Invoice) => ({
  name: `Customer ${customerId}`,
  street: '1 Trade Street',
  city: country || 'Unknown',
  postcode: '00000',
  country: countryCode(country),
})

async function quoteOf({ edge, giveUpAfterMs }: Trader, invoice: Invoice): Promise<string> {
  const { customerId, lines } = invoice
  const body = JSON.stringify({ customerId, currency, lines, validSeconds: 3_600 })
  const token = await edge.token(sales, 'sales')
  const ask = { method: 'POST', path: '/v1/quotes', token, body } as const
  const { status, text } = await askUntilAnswered(edge, ask, giveUpAfterMs)
  if (status !== 201) throw new EdgeError(`quote for ${invoice.invoice}: ${status} ${text}`, status)
  return (JSON.parse(text) as { quote: string }).quote
}

/** Orders an invoice for its customer at its prices, which come in a quote that the catalog signed. */
export async function placeInvoice(trader: Trader, invoice: Invoice, key: string): Promise<string> {
  const { edge, history, carrier, giveUpAfterMs } = trader
  const quote = await quoteOf(trader, invoice)
  const body = JSON.stringify({
    ...{ quote, payment: { type: 'account' } },
    delivery: { carrier, address: addressOf(invoice) },
  })
  const token = await edge.token(invoice.customerId, 'customer', 'trade')
  const ask = { method: 'POST', path: '/v1/orders', token, body, idempotencyKey: key } as const
  const time = Date.now()
  for (;;) {
    const { status, text, attempts } = await askUntilAnswered(edge, ask, giveUpAfterMs)
    if (status === 422 && Date.now() - time < notKnownYetMs) {
      await new Promise((resolve) => setTimeout(resolve, 250))
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
    throw new EdgeError(`invoice ${invoice.invoice}: ${status} ${text.slice(0, 300)}`, status)
  }
}

/** Pays back a part of an order that has been shipped. */
export async function payBack(
  { edge, giveUpAfterMs }: Trader,
  refund: { orderId: string; amountMinor: number; creditNote: string; key: string },
): Promise<void> {
  const { orderId, amountMinor, creditNote, key: idempotencyKey } = refund
  const body = JSON.stringify({ amountMinor, currency, reason: `credit note ${creditNote}` })
  const token = await edge.token(sales, 'sales')
  const path = `/v1/orders/${orderId}/refunds`
  const ask = { method: 'POST', path, token, body, idempotencyKey } as const
  const { status, text } = await askUntilAnswered(edge, ask, giveUpAfterMs)
  if (status !== 202) throw new EdgeError(`credit note ${creditNote}: ${status} ${text}`, status)
}
