import { z } from 'zod'
import { fromPaypalValue } from '../money.ts'
import type { StatementLine } from '../reconcile.ts'
import { paypalHttp } from './paypal-http.ts'
import type { PaypalCredentials } from './paypal-sdk.ts'
import type { StatementReader } from './statement.ts'
import type { Transport } from './transport.ts'

const amount = z.object({ currency_code: z.string(), value: z.string() })
const info = z.object({
  transaction_id: z.string().min(1).max(100),
  transaction_event_code: z.string().max(10),
  transaction_initiation_date: z.string(),
  transaction_amount: amount,
  fee_amount: amount.optional(),
  /** `S`: done. What is pending (`P`), denied (`D`) or reversed by another transaction (`V`) moves nothing. */
  transaction_status: z.string(),
  custom_field: z.string().optional(),
})
export type PaypalTransaction = z.infer<typeof info>

const page = z.object({
  transaction_details: z.array(z.object({ transaction_info: info })).default([]),
  total_pages: z.int().default(0),
})

const orderIn = (text = ''): string | undefined => z.uuid().safeParse(text.split('/')[0]).data
const minorOf = ({ value, currency_code }: z.infer<typeof amount>, id: string): number => {
  const money = fromPaypalValue(value, currency_code)
  if (!money) throw new Error(`PayPal’s transaction ${id} is not in whole minor units`)
  return money.amountMinor
}

/** Event codes: T00 payments, T11 refunds and reversals, T12 chargebacks; T01 fees; T02 conversions; T04 withdrawals. */
const kinds: Readonly<Record<string, StatementLine['kind']>> = {
  T00: 'payment',
  T11: 'payment',
  T12: 'payment',
  T01: 'fee',
  T02: 'conversion',
  T04: 'payout',
}

export function paypalLine(transaction: PaypalTransaction): StatementLine {
  const { transaction_id: id, transaction_event_code: code } = transaction
  const { currency_code: currency } = transaction.transaction_amount
  const moved = minorOf(transaction.transaction_amount, id)
  const fee = transaction.fee_amount ? 0 - minorOf(transaction.fee_amount, id) : 0
  const kind = kinds[code.slice(0, 3)] ?? 'other'
  return {
    // Transactions that are about each other share an id: a refund and its return, the two sides of a conversion.
    transactionId: [id, code, ...(kind === 'conversion' ? [currency] : [])].join('/'),
    kind,
    orderId: orderIn(transaction.custom_field),
    ofDispute: code === 'T0106' || code.startsWith('T12'),
    amountMinor: kind === 'fee' ? 0 : moved,
    feeMinor: kind === 'fee' ? fee - moved : fee,
    currency,
    at: new Date(transaction.transaction_initiation_date),
  }
}

/** One search covers at most 31 days. */
const longestMs = 30 * 86_400_000
const pageSize = 500

/** PayPal's transaction search, which its SDK does not have. */
export function paypalStatement(
  transport: Transport,
  credentials: PaypalCredentials,
): StatementReader {
  const open = paypalHttp(transport, credentials)
  return async function* read(from, to) {
    const get = await open()
    for (let start = from.getTime(); start < to.getTime(); start += longestMs) {
      const end = Math.min(start + longestMs, to.getTime())
      for (let number = 1, pages = 1; number <= pages; number += 1) {
        const query = new URLSearchParams({
          start_date: new Date(start).toISOString(),
          end_date: new Date(end).toISOString(),
          ...{ fields: 'transaction_info', page: `${number}`, page_size: `${pageSize}` },
        })
        const found = page.parse(await get(`/v1/reporting/transactions?${query}`))
        pages = found.total_pages
        yield found.transaction_details
          .map(({ transaction_info }) => transaction_info)
          .filter(({ transaction_status: status }) => status === 'S')
          .map(paypalLine)
      }
    }
  }
}
