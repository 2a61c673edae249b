import { counter, gauge, readGauges, watchInvariant } from '@stoa/service'
import type { PaymentEvent } from './change.ts'
import type { Deps } from './deps.ts'
import { type Moved, movedKinds } from './moved-money.ts'
import { countDifferences } from './store/differences.ts'
import { countOpenDisputes } from './store/disputes.ts'
import { countFailing, failingStates } from './store/failing-events.ts'
import { createLedgerCheck } from './store/ledger-check.ts'
import { countAwaitingShopper, countPending } from './store/payments.ts'
import { readListLags } from './store/provider-events.ts'
import { countHeldStrays, heldStrayStates } from './store/stray-captures.ts'
import { countUnsettled, unsettledKinds } from './store/unsettled.ts'

const providers = ['stripe', 'paypal'] as const

const eventTypes = [
  'authorised',
  'declined',
  'action_required',
  'voided',
  'void_failed',
  'captured',
  'capture_refused',
  'capture_pending',
  'capture_failed',
  'capture_reversed',
  'capture_restored',
  'refunded',
  'refund_refused',
  'refund_pending',
  'refund_failed',
  'dispute_opened',
  'dispute_won',
  'dispute_lost',
  'expired',
  'renewed',
  'renewal_refused',
] as const satisfies readonly PaymentEvent['type'][]

const answers = counter({
  name: 'payments_answers_total',
  help: 'Replies and outcomes that payments published, by type',
  labels: { type: eventTypes, provider: ['', 'account', ...providers] },
  start: [
    ...eventTypes.filter((type) => type !== 'authorised').map((type) => ({ type, provider: '' })),
    ...['account', ...providers].flatMap((provider) => [
      { type: 'authorised', provider },
      { type: 'declined', provider },
    ]),
  ],
})

/** @param provider - that of the payment */
export function countEvent(event: PaymentEvent, provider: string | null | undefined): void {
  const declinedBy = event.type === 'declined' ? (provider ?? '') : ''
  answers.inc({ type: event.type, provider: 'provider' in event ? event.provider : declinedBy })
}

const moved = counter({
  name: 'payments_moved_minor_total',
  help: 'Sums of money in minor units of their currency',
  labels: { kind: movedKinds, currency: { max: 200 } },
})

export const countMoved = ({ kind, currency, minor }: Moved): void =>
  moved.inc({ kind, currency }, minor)

export const providerCalls = counter({
  name: 'payments_provider_calls_total',
  help: 'Requests to payment providers, by outcome; not_sent: none was carried out, as with an open breaker; captured: there was nothing to void',
  labels: {
    provider: providers,
    operation: ['authorise', 'void', 'capture', 'refund', 'renew'],
    outcome: [
      ...(['done', 'captured', 'action', 'declined', 'pending'] as const),
      ...(['refused', 'not_sent', 'failed', 'unknown'] as const),
    ],
  },
})

export const failovers = counter({
  name: 'payments_failovers_total',
  help: 'Card payments that failed over to the next provider; unsure: the first returned only server errors',
  labels: { from: providers, to: providers, certainty: ['sure', 'unsure'] },
})

export const webhooks = counter({
  name: 'payments_webhooks_total',
  help: 'Events of payment providers, by outcome; fetched: missed as a webhook, read from the provider’s list; failed: could not be recorded, and is tried again; unreadable: of a form that cannot be read, and tried again where it has an id; unmatched: kept until its payment is known',
  labels: {
    provider: providers,
    outcome: ['taken', 'of_no_use', 'not_signed', 'fetched', 'failed', 'unreadable', 'unmatched'],
  },
})

export const abandonedChecks = counter({
  name: 'payments_strays_total',
  help: 'Checks for authorisations that a provider may hold although another took the payment or it is voided, by outcome',
  labels: {
    provider: providers,
    outcome: ['released', 'captured', 'absent', 'unknown', 'refunded', 'not_refunded'],
  },
})

const open = gauge({
  name: 'payments_open',
  help: 'Payments with a step that a provider has still to carry out',
})

const oldestOpen = gauge({
  name: 'payments_open_oldest_seconds',
  help: 'How long the oldest pending step of a payment has been pending, however often it was tried',
})

const awaitingShopper = gauge({
  name: 'payments_awaiting_shopper',
  help: 'Authorisations that wait until their shoppers have confirmed or approved them',
})

const openDisputes = gauge({
  name: 'payments_disputes_open',
  help: 'Disputes of payments that are not closed',
})

const differences = gauge({
  name: 'payments_differences',
  help: 'Differences between the ledger and the providers’ balance transactions, with and without an explanation',
  labels: { explained: ['yes', 'no'] },
})

const unsettled = gauge({
  name: 'payments_unsettled',
  help: 'Captures and refunds that a provider has still to settle, and payments that are due, by kind',
  labels: { kind: unsettledKinds },
})

const failingEvents = gauge({
  name: 'payments_failing_events',
  help: 'Events of providers that could not be recorded; given_up: they are not tried again by themselves',
  labels: { state: failingStates },
})

const heldStrays = gauge({
  name: 'payments_strays_held',
  help: 'Captures at a provider whose order another provider took, and which are not given back; given_up: they are not requested again by themselves',
  labels: { state: heldStrayStates },
})

const eventListLag = gauge({
  name: 'payments_event_list_lag_seconds',
  help: 'How long ago the time is up to which a provider’s list of events was read',
  labels: { provider: providers },
})

export function measurePayments({ db, now }: Pick<Deps, 'db' | 'now'>): void {
  readGauges('open payments', {
    gauges: [open, oldestOpen],
    read: () => countPending(db),
    show({ payments, oldestSeconds }) {
      open.set(payments)
      oldestOpen.set(oldestSeconds)
    },
  })
  readGauges('payments that await their shopper', {
    gauges: [awaitingShopper],
    read: () => countAwaitingShopper(db),
    show: awaitingShopper.set,
  })
  readGauges('open disputes', {
    gauges: [openDisputes],
    read: () => countOpenDisputes(db),
    show: openDisputes.set,
  })
  readGauges('differences', {
    gauges: [differences],
    read: () => countDifferences(db),
    show({ explained, unexplained }) {
      differences.set({ explained: 'yes' }, explained)
      differences.set({ explained: 'no' }, unexplained)
    },
  })
  readGauges('unsettled payments', {
    gauges: [unsettled],
    read: () => countUnsettled(db),
    show(counts) {
      for (const kind of unsettledKinds) unsettled.set({ kind }, counts[kind])
    },
  })
  readGauges('failing events', {
    gauges: [failingEvents],
    read: () => countFailing(db),
    show(counts) {
      for (const state of failingStates) failingEvents.set({ state }, counts[state])
    },
  })
  readGauges('lag of event lists', {
    gauges: [eventListLag],
    read: () => readListLags(db),
    show(lags) {
      for (const { provider, seconds } of lags) eventListLag.set({ provider }, seconds)
    },
  })
  readGauges('strays that are held', {
    gauges: [heldStrays],
    read: () => countHeldStrays(db),
    show(counts) {
      for (const state of heldStrayStates) heldStrays.set({ state }, counts[state])
    },
  })
  watchInvariant('ledger_balanced', createLedgerCheck(db, now))
}
