import { inTransaction } from '@stoa/postgres'
import { v5 as uuidv5 } from 'uuid'
import type { Provider, Release } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { type PostingKind, post } from '../ledger.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Provider as Name, Payment, Refund } from '../payment.ts'
import { refundIdOf } from '../refund-id.ts'
import { insertPostings, isPosted } from '../store/ledger.ts'
import { lockPayments } from '../store/payments.ts'

type Captured = Extract<Release, { readonly is: 'captured' }>

const namespace = '0d3f0a52-6a8b-4a53-9a4e-7d5f3c2b1e90'
/** Somebody gave it back on the provider's dashboard. */
const givenBackThere = ['charge_already_refunded', 'capture_fully_refunded']

/** Gives back what a provider captured of an order that another provider took; books both, each once. */
export async function giveBackStray(
  deps: Deps,
  provider: Provider,
  payment: Payment,
  { ref, captureRef, amountMinor = payment.amountMinor }: Captured,
): Promise<'settled' | 'open'> {
  const { name } = provider
  const stray: Payment = {
    ...{ ...payment, amountMinor },
    provider: name,
    providerRef: ref,
    captureRef: captureRef ?? null,
  }
  await bookOnce(deps, 'stray_captured', stray)
  const outcome = await provider.refund(stray, refundOf(name, stray, ref))
  const isGivenBack =
    outcome.is === 'done' || (outcome.is === 'refused' && givenBackThere.includes(outcome.reason))
  const { orderId } = payment
  if (isGivenBack) {
    await bookOnce(deps, 'stray_refunded', stray)
    deps.log.warn({ orderId, provider: name, ref }, 'gave back what this order does not use')
  } else if (outcome.is === 'refused' || outcome.is === 'declined')
    deps.log.error(
      { orderId, provider: name, ref, refusal: outcome.reason },
      'a provider refuses to give back an order that another one took; it is asked again',
    )
  abandonedChecks.inc({ provider: name, outcome: isGivenBack ? 'refunded' : 'not_refunded' })
  return isGivenBack ? 'settled' : 'open'
}

/** An earlier check may have requested it: the provider is asked for it before it is requested. */
const refundOf = (name: Name, { orderId, amountMinor }: Payment, ref: string): Refund => ({
  ...{ refundId: refundIdOf(name, ref), orderId, amountMinor, status: 'pending' },
  ...{ reason: 'not_used', providerRef: null, origin: 'order', attempts: 1, attempt: 0 },
  ...{ keysUsed: 0, lease: null, traceparent: null },
})

const bookOnce = (
  { db, now }: Deps,
  kind: Extract<PostingKind, 'stray_captured' | 'stray_refunded'>,
  { orderId, provider, providerRef, currency, amountMinor }: Payment,
): Promise<void> =>
  inTransaction(db, async (trx) => {
    await lockPayments(trx, [orderId])
    const cause = uuidv5(`${provider}:${providerRef}`, namespace)
    if (await isPosted(trx, kind, cause)) return
    const movement = {
      ...{ orderId, provider: provider ?? '', currency: currency ?? '', amountMinor },
    }
    await insertPostings(trx, post(kind, movement, cause), now())
  })
