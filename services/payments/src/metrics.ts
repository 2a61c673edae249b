import type { Db } from '@stoa/postgres'
import { counter, gauge } from '@stoa/service'
import type { Said } from './change.ts'
import { countDue } from './store/due.ts'
import type { Database } from './tables.ts'

const answers = counter({
  name: 'payments_answers_total',
  help: 'What became of what was asked of payments',
  labels: ['type', 'provider'],
})

export const counted = (said: Said): void =>
  answers.inc({ type: said.type, provider: 'provider' in said ? said.provider : '' })

export const providerCalls = counter({
  name: 'payments_provider_calls_total',
  help: 'Steps asked of a payment provider; not_asked: refused here by its open breaker',
  labels: ['provider', 'operation', 'outcome'],
})

export const failovers = counter({
  name: 'payments_failovers_total',
  help: 'Card payments handed to the next provider; unsure: the first gave nothing but server errors',
  labels: ['from', 'to', 'certainty'],
})

export const webhooks = counter({
  name: 'payments_webhooks_total',
  help: 'Webhooks of payment providers, by what was made of them',
  labels: ['provider', 'outcome'],
})

export const strays = counter({
  name: 'payments_strays_total',
  help: 'Checks of what an unclear answer may have left with a provider',
  labels: ['provider', 'outcome'],
})

let registered = false

export function workMetrics(db: Db<Database>): void {
  if (registered) return
  registered = true
  const oldest = gauge({
    name: 'payments_open_oldest_seconds',
    help: 'Time since the payment that waits longest for a provider last changed',
  })
  gauge({
    name: 'payments_open',
    help: 'Payments that wait for a provider',
    async collect(set) {
      const due = await countDue(db)
      set.set(due.payments)
      oldest.set(due.oldest)
    },
  })
}
