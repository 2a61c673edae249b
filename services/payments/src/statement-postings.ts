import { v5 as uuidv5 } from 'uuid'
import { type Posting, post } from './ledger.ts'
import type { Provider } from './payment.ts'
import type { StatementLine } from './reconcile.ts'

const namespace = 'c0a4f3de-8f0c-4f0f-9f4e-0f6f5a1f6f5b'

/** A cause that is the same whenever the same lines are booked. */
const causeOf = (provider: Provider, ids: readonly string[]): string =>
  uuidv5([provider, ...ids].join(' '), namespace)

/** Amounts that a provider returns are booked the other way round. */
const signed = (
  kinds:
    | readonly ['provider_fees', 'provider_fees_returned']
    | readonly ['paid_out', 'paid_back']
    | readonly ['converted_to', 'converted_from'],
  minor: number,
) => ({ kind: minor >= 0 ? kinds[0] : kinds[1], amountMinor: Math.abs(minor) })

/** The postings of new lines: each payout and conversion, and the fees of all of them together. */
export function postingsOf(provider: Provider, lines: readonly StatementLine[]): Posting[] {
  const payouts = lines
    .filter(({ kind }) => kind === 'payout')
    .flatMap(({ transactionId, amountMinor: moved, currency }) => {
      const { kind, amountMinor } = signed(['paid_out', 'paid_back'], -moved)
      const movement = { orderId: null, provider, currency, amountMinor }
      return post(kind, movement, causeOf(provider, [transactionId]))
    })
  const conversions = lines
    .filter(({ kind }) => kind === 'conversion')
    .flatMap(({ transactionId, amountMinor: moved, currency }) => {
      const { kind, amountMinor } = signed(['converted_to', 'converted_from'], moved)
      const movement = { orderId: null, provider, currency, amountMinor }
      return post(kind, movement, causeOf(provider, [transactionId]))
    })
  const byCurrency = Map.groupBy(lines, ({ currency }) => currency)
  const fees = [...byCurrency].flatMap(([currency, some]) => {
    const kept = some.reduce((sum, { feeMinor }) => sum + feeMinor, 0)
    const { kind, amountMinor } = signed(['provider_fees', 'provider_fees_returned'], kept)
    const ids = [currency, ...some.map(({ transactionId }) => transactionId)]
    return post(kind, { orderId: null, provider, currency, amountMinor }, causeOf(provider, ids))
  })
  return [...payouts, ...conversions, ...fees]
}
