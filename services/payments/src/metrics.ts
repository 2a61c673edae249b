import type { Db } from '@stoa/postgres'
import { counter, gauge } from '@stoa/service'
import type { PaymentEvent } from './change.ts'
import { countDifferences } from './store/differences.ts'
import { countOpenDisputes } from './store/disputes.ts'
import { countAwaitingShopper, countPending } from './store/payments.ts'
import { countUnsettled, unsettledKinds } from './store/unsettled.ts'
import type { Database } from './tables.ts'

const answers = counter({
  name: 'payments_answers_total',
  help: 'Replies and outcomes that payments published, by type',
  labels: ['type', 'provider'],
})

export const countEvent = (event: PaymentEvent): void =>
  answers.inc({ type: event.type, provider: 'provider' in event ? event.provider : '' })

export const providerCalls = counter({
  name: 'payments_provider_calls_total',
  help: 'Requests to payment providers, by outcome; not_sent: none was carried out, as with an open breaker',
  labels: ['provider', 'operation', 'outcome'],
})

export const failovers = counter({
  name: 'payments_failovers_total',
  help: 'Card payments that failed over to the next provider; unsure: the first returned only server errors',
  labels: ['from', 'to', 'certainty'],
})

export const webhooks = counter({
  name: 'payments_webhooks_total',
  help: 'Events of payment providers, by outcome; fetched: missed as a webhook, read from the provider’s list',
  labels: ['provider', 'outcome'],
})

export const abandonedChecks = counter({
  name: 'payments_strays_total',
  help: 'Checks for authorisations that a provider may hold although another took the payment, by outcome',
  labels: ['provider', 'outcome'],
})

let registered = false

export function measurePendingPayments(db: Db<Database>): void {
  if (registered) return
  registered = true
  const oldest = gauge({
    name: 'payments_open_oldest_seconds',
    help: 'Time since the oldest payment with a pending step last changed',
  })
  gauge({
    name: 'payments_open',
    help: 'Payments with a step that a provider has still to carry out',
    async collect(set) {
      const pending = await countPending(db)
      set.set(pending.payments)
      oldest.set(pending.oldestSeconds)
    },
  })
  gauge({
    name: 'payments_awaiting_shopper',
    help: 'Authorisations that wait until their shoppers have confirmed or approved them',
    async collect(set) {
      set.set(await countAwaitingShopper(db))
    },
  })
  gauge({
    name: 'payments_disputes_open',
    help: 'Disputes of payments that are not closed',
    async collect(set) {
      set.set(await countOpenDisputes(db))
    },
  })
  gauge({
    name: 'payments_differences',
    help: 'Differences between the ledger and the providers’ balance transactions, with and without an explanation',
    labels: ['explained'],
    async collect(set) {
      const { explained, unexplained } = await countDifferences(db)
      set.set({ explained: 'yes' }, explained)
      set.set({ explained: 'no' }, unexplained)
    },
  })
  gauge({
    name: 'payments_unsettled',
    help: 'Captures and refunds that a provider has still to settle, and payments that are due, by kind',
    labels: ['kind'],
    async collect(set) {
      const counts = await countUnsettled(db)
      for (const kind of unsettledKinds) set.set({ kind }, counts[kind])
    },
  })
}
