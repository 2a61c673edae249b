import { afterCommit, inTransaction, type Trx } from '@stoa/postgres'
import { abandonedIn } from '../abandoned.ts'
import type { Deps } from '../deps.ts'
import { failovers, webhooks } from '../metrics.ts'
import { movesNothing } from '../moves-nothing.ts'
import type { Payment } from '../payment.ts'
import { applyProviderResult } from '../provider-result.ts'
import type { Operation } from '../records.ts'
import { staleIn } from '../stale.ts'
import type { ProviderResult, Reported, ResultByRef } from '../step-result.ts'
import { saveAbandoned, searchAt } from '../store/abandoned.ts'
import { disputeKey, readDisputes } from '../store/disputes.ts'
import { findOrdersByRef, lockPayments } from '../store/payments.ts'
import { readRefunds } from '../store/refunds.ts'
import { readReversals } from '../store/reversals.ts'
import { saveUnmatched, type UnmatchedEvent } from '../store/unmatched-events.ts'
import { recordWebhooks, type WebhookEvent } from '../store/webhooks.ts'
import type { Database } from '../tables.ts'
import { persistChanges } from './persist.ts'
import { reopenStrays } from './reopen-strays.ts'

/** A result that the provider worker got, or that a provider's webhook brought. */
export interface ReceivedResult {
  readonly result: Reported
  /** Of what a provider reports by itself. */
  readonly event?: WebhookEvent
  /** The trace of its webhook. */
  readonly traceparent?: string | undefined
}

export type Recorded = 'applied' | 'stale'

const isByRef = (result: Reported): result is ResultByRef => 'paymentRef' in result

/** The results with their orders; one about a payment that is not ours, or not known yet, has none. */
async function withOrders(
  trx: Trx<Database>,
  reported: readonly Reported[],
): Promise<readonly (ProviderResult | undefined)[]> {
  const orderOf = await findOrdersByRef(trx, reported.filter(isByRef))
  return reported.map((result) => {
    if (!isByRef(result)) return result
    const orderId = orderOf(result.provider, result.paymentRef)
    return orderId === undefined ? undefined : result.of(orderId)
  })
}

/** Keeps the events about a payment that is not known: it may be soon. */
async function keepUnmatched(
  trx: Trx<Database>,
  received: readonly ReceivedResult[],
  located: readonly (ProviderResult | undefined)[],
): Promise<void> {
  const unmatched = received.flatMap(({ result, event }, index): UnmatchedEvent[] =>
    event?.payload && isByRef(result) && !located[index]
      ? [{ ...event, paymentRef: result.paymentRef }]
      : [],
  )
  await saveUnmatched(trx, unmatched)
  afterCommit(trx, () => {
    for (const { provider } of unmatched) webhooks.inc({ provider, outcome: 'unmatched' })
  })
}

const disputeIdOf = (result: ProviderResult): string[] =>
  result.is === 'disputed' ? [result.report.disputeId] : []

/** An authorisation that a webhook settles belongs to the order's trace, which waits for it. */
const isReported = (result: ProviderResult, { event }: ReceivedResult): boolean =>
  event !== undefined && result.step !== 'authorise'

/** Whether it may be about any refund of its payment, or begin one: one that is pending has none. */
const mayHaveRefunds = (result: ProviderResult, payment: Payment | undefined): boolean =>
  result.step !== 'authorise' || result.is !== 'done' || payment?.status !== 'pending'

const operationOf = (result: ProviderResult, received: ReceivedResult): Operation => ({
  orderId: result.orderId,
  refundId: result.refundId,
  disputeKey: disputeIdOf(result).map((id) => disputeKey(result.provider, id))[0],
  ...(isReported(result, received) && { reported: { traceparent: received.traceparent } }),
  withRefunds: true,
  apply: ({ payment, refund, ...others }) => applyProviderResult(result, payment, refund, others),
})

function logEmpty({ log }: Deps, results: readonly ProviderResult[]): void {
  for (const { orderId, provider, step } of results.filter(movesNothing))
    log.warn({ orderId, provider, step }, 'ignored a provider event that moved no money')
}

/** Records a batch of results with the changes and events that they cause, in one transaction. */
export async function recordResults(
  deps: Deps,
  received: readonly ReceivedResult[],
): Promise<readonly Recorded[]> {
  const recorded = await inTransaction(deps.db, async (trx) => {
    const located = await withOrders(
      trx,
      received.map(({ result }) => result),
    )
    await keepUnmatched(trx, received, located)
    const isNew = await recordWebhooks(
      trx,
      received.flatMap(({ event }, index) => (event && located[index] ? event : [])),
    )
    const fresh = received.flatMap((one, index) => {
      const result = located[index]
      return result && (!one.event || isNew(one.event)) ? [{ result, received: one }] : []
    })
    const results = fresh.map(({ result }) => result)
    logEmpty(deps, results)
    const payments = await lockPayments(
      trx,
      results.map(({ orderId }) => orderId),
    )
    const refunds = await readRefunds(
      trx,
      results.flatMap(({ refundId }) => refundId ?? []),
      results.flatMap((result) =>
        mayHaveRefunds(result, payments.get(result.orderId)) ? [result.orderId] : [],
      ),
    )
    await reopenStrays(trx, results, payments, deps.now())
    const takenBack = results.filter(({ is }) => is === 'disputed' || is === 'reversed')
    const ordersTakenBack = takenBack.map(({ orderId }) => orderId)
    const disputes = await readDisputes(trx, ordersTakenBack)
    const reversals = await readReversals(trx, ordersTakenBack)
    const records = { payments, refunds, disputes, reversals, accounts: new Map() }
    const operations = fresh.map((one) => operationOf(one.result, one.received))
    const found = await persistChanges(deps, trx, records, operations)
    await saveAbandoned(trx, abandonedIn(results, found), searchAt(deps.now()))
    const stale = new Set<ProviderResult | undefined>(staleIn(results, found))
    return located.map((result): Recorded => (stale.has(result) ? 'stale' : 'applied'))
  })
  received.forEach(({ result }, index) => {
    if (isByRef(result) || result.is !== 'failover' || recorded[index] === 'stale') return
    const certainty = result.unsure ? 'unsure' : 'sure'
    failovers.inc({ from: result.provider, to: result.to, certainty })
  })
  return recorded
}
