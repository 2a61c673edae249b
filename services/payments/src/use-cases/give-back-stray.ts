import { inTransaction } from '@stoa/postgres'
import type { Outcome, Provider, Release } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Payment, Refund } from '../payment.ts'
import { refundIdOf } from '../refund-id.ts'
import { type Abandoned, postponeAbandoned } from '../store/abandoned.ts'
import { insertPostings, isPosted } from '../store/ledger.ts'
import { lockPayments } from '../store/payments.ts'
import { readStrays, saveStrays } from '../store/stray-captures.ts'
import { afterRequest, pauseMs, type StrayCapture, strayPostings } from '../stray-capture.ts'

type Captured = Extract<Release, { readonly is: 'captured' }>

/** Gives back what a provider captured of an order that another provider took; books both, each once. */
export async function giveBackStray(
  deps: Deps,
  provider: Provider,
  payment: Payment,
  { ref, captureRef, amountMinor = payment.amountMinor }: Captured,
  abandoned: Abandoned,
): Promise<'settled' | 'open'> {
  const { name } = provider
  const { orderId } = payment
  const { stray, isOver } = await change(deps, {
    ...{ provider: name, paymentRef: ref, captureRef: captureRef ?? null, orderId },
    ...{ amountMinor, currency: payment.currency ?? '', status: 'held' },
    ...{ refundRef: null, reason: null, attempt: 0, requests: 0 },
  })
  if (isOver) return 'settled'
  const of: Payment = {
    ...{ ...payment, amountMinor: stray.amountMinor, provider: name, providerRef: ref },
    captureRef: stray.captureRef,
  }
  const outcome = await provider.refund(of, refundOf(stray))
  const { stray: after, isOver: isGivenBack } = await change(deps, stray, outcome)
  abandonedChecks.inc({ provider: name, outcome: isGivenBack ? 'refunded' : 'not_refunded' })
  const about = { orderId, provider: name, ref }
  if (isGivenBack) {
    deps.log.warn(about, 'gave back what this order does not use')
    return 'settled'
  }
  await postponeAbandoned(deps.db, abandoned, pauseMs(after))
  if (outcome.is === 'refused' || outcome.is === 'declined')
    deps.log.error(
      { ...about, refusal: outcome.reason, requests: after.requests },
      'a provider refuses to give back an order that another one took; it is requested again, less and less often',
    )
  return 'open'
}

/** Earlier requests may have made it: the provider is asked for it before it is requested. */
const refundOf = ({
  provider,
  paymentRef,
  orderId,
  amountMinor,
  attempt,
}: StrayCapture): Refund => ({
  ...{ refundId: refundIdOf(provider, paymentRef), orderId, amountMinor, status: 'pending' },
  ...{ reason: 'not_used', providerRef: null, origin: 'order', attempts: 1, attempt },
  ...{ keysUsed: 0, lease: null, traceparent: null },
})

/** Writes what became of a stray, which is new without an outcome, and books what moved. */
const change = (
  { db, now }: Deps,
  found: StrayCapture,
  outcome?: Outcome,
): Promise<{ readonly stray: StrayCapture; readonly isOver: boolean }> =>
  inTransaction(db, async (trx) => {
    await lockPayments(trx, [found.orderId])
    const known = (await readStrays(trx, [found.orderId])).find(
      ({ provider, paymentRef }) => provider === found.provider && paymentRef === found.paymentRef,
    )
    const isOutdated = known?.status === 'given_back' || known?.attempt !== found.attempt
    if (known && (!outcome || isOutdated))
      return { stray: known, isOver: known.status === 'given_back' }
    const stray = outcome ? afterRequest(found, outcome) : found
    const postings = strayPostings(known, stray)
    const fresh: typeof postings = []
    for (const one of postings) if (!(await isPosted(trx, one.kind, one.cause))) fresh.push(one)
    await saveStrays(trx, [stray])
    await insertPostings(trx, fresh, now())
    return { stray, isOver: stray.status === 'given_back' }
  })
