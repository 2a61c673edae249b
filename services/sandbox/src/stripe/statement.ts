import type { Outcome } from '../faults/perform.ts'
import type { Store } from '../state/store.ts'
import { type Form, textOf, textsOf } from './form.ts'
import { readTransactions, type Transaction } from './transactions.ts'

const reportingCategories: Readonly<Record<Transaction['type'], string>> = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund_failure',
  adjustment: 'dispute',
  payout: 'payout',
  payout_failure: 'payout_reversal',
}

const view = (transaction: Transaction, expanded: boolean) => {
  const { source, amount, fee, created, type } = transaction
  return {
    object: 'balance_transaction',
    ...transaction,
    ...{ available_on: created, net: amount - fee, exchange_rate: null, description: null },
    fee_details:
      fee === 0 ? [] : [{ amount: fee, currency: transaction.currency, type: 'stripe_fee' }],
    reporting_category: reportingCategories[type],
    source: expanded ? source : source.id,
    status: 'available',
  }
}

/** `GET /v1/balance_transactions` by time, the newest first, in pages. */
export async function listBalance(store: Store, form: Form): Promise<Outcome> {
  const { gte, lt } = textsOf(form.created)
  const limit = Number(textOf(form.limit) ?? 10)
  const expanded = Object.values(textsOf(form.expand)).includes('data.source')
  const found = await readTransactions(store, {
    sinceMs: Number(gte ?? 0) * 1000,
    startingAfter: textOf(form.starting_after),
    beforeMs: lt === undefined ? undefined : Number(lt) * 1000,
    limit: limit + 1,
  })
  const data = found.slice(0, limit).map((one) => view(one, expanded))
  const body = {
    object: 'list',
    url: '/v1/balance_transactions',
    has_more: found.length > limit,
    data,
  }
  return { reply: { status: 200, body: JSON.stringify(body) } }
}
