import type { Happening } from '../settling/happening.ts'
import { amountLike, milliOf } from './amount.ts'
import type { PaypalSettling } from './settle.ts'
import { readTransactions, transactionRow } from './transactions.ts'
import { newId } from './view.ts'

/** What PayPal keeps of a withdrawal, in thousandths. */
const withdrawalFeeMilli = 1_000

const signedMilli = (amount: { readonly value: string } | undefined): number =>
  amount ? Math.round(Number(amount.value) * 1000) : 0

/** Withdraws the balance to the bank, in each currency, for a fee; PayPal has no event for it. */
export async function withdrawPaypal({ store, now }: PaypalSettling): Promise<Happening> {
  const balances = new Map<string, { milli: number; like: Parameters<typeof milliOf>[0] }>()
  for (const { transaction_amount: like, fee_amount } of await readTransactions(store)) {
    const before = balances.get(like.currency_code)?.milli ?? 0
    const milli = before + signedMilli(like) + signedMilli(fee_amount)
    balances.set(like.currency_code, { milli, like })
  }
  const rows = [...balances.values()].flatMap(({ milli, like }) => {
    const amount = milliOf(amountLike(like, milli - withdrawalFeeMilli))
    if (amount <= 0) return []
    const fee = { feeMilli: withdrawalFeeMilli }
    return [transactionRow(now, { id: newId(), code: 'T0400', like, milli: -amount, ...fee })]
  })
  return { rows, webhooks: [] }
}
