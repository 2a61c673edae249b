import { type Happening, startHappening } from '../settling/happening.ts'
import { stripeEvents } from './events.ts'
import type { StripeSettling } from './settle.ts'
import { readTransactions, transactionRow } from './transactions.ts'
import { newId, viewEvent } from './view.ts'
import { listedWebhook } from './webhook.ts'

/** Pays the balance out to the bank, in each currency; a payout that fails brings the money back. */
export async function payOutStripe(
  { store, now, webhookSecret }: StripeSettling,
  outcome: 'paid' | 'failed',
): Promise<Happening> {
  const { rows, webhooks, say } = startHappening(stripeEvents(store), (event) =>
    listedWebhook({ store, now, webhookSecret }, event),
  )
  const balances = new Map<string, number>()
  for (const { amount, fee, currency } of await readTransactions(store))
    balances.set(currency, (balances.get(currency) ?? 0) + amount - fee)
  const created = Math.floor(now().getTime() / 1000)
  for (const [currency, amount] of balances) {
    if (amount <= 0) continue
    const source = { id: newId('po'), object: 'payout' } as const
    rows.push(transactionRow(now, { type: 'payout', amount: -amount, fee: 0, currency, source }))
    if (outcome === 'failed')
      rows.push(transactionRow(now, { type: 'payout_failure', amount, fee: 0, currency, source }))
    const payout = { ...source, amount, currency, status: outcome, arrival_date: created }
    say(viewEvent(`payout.${outcome}`, payout, created))
  }
  return { rows, webhooks }
}
