import type { Provider, Providers, Release } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Payment } from '../payment.ts'
import type { Abandoned } from '../store/abandoned.ts'
import { readPayments } from '../store/payments.ts'
import { recordResults } from './record-results.ts'

type Captured = Extract<Release, { readonly is: 'captured' }>

/** After so many checks without an authorisation there is none. */
const enoughChecks = 3

/** What was captured instead is booked, and given back, if the payment is this provider's. */
async function bookCaptured(deps: Deps, { name }: Provider, payment: Payment, made: Captured) {
  const { orderId } = payment
  const { ref, captureRef } = made
  if (payment.provider !== name)
    return deps.log.error(
      { orderId, provider: name, ref },
      'a provider captured an order that another one took; give it back on its dashboard',
    )
  const base = { orderId, provider: name, step: 'capture' } as const
  await recordResults(deps, [{ result: { ...base, is: 'done', ref, captureRef } }])
}

/** Searches a provider for authorisations of an order that another provider took, or that is voided or declined, and releases them. */
export async function releaseAbandoned(
  deps: Deps,
  providers: Providers,
  { orderId, provider: name, checks }: Abandoned,
): Promise<'settled' | 'open'> {
  const payment = (await readPayments(deps.db, [orderId])).get(orderId)
  const isUsed = payment?.provider === name && !['voided', 'declined'].includes(payment.status)
  if (!payment || isUsed) return 'settled'
  const provider = providers[name]
  const release = await provider.release(payment)
  abandonedChecks.inc({ provider: name, outcome: release.is })
  switch (release.is) {
    case 'released':
      deps.log.warn(
        { orderId, provider: name },
        'released an authorisation that this order does not use',
      )
      return 'settled'
    case 'captured':
      await bookCaptured(deps, provider, payment, release)
      return 'settled'
    case 'absent':
      return checks >= enoughChecks ? 'settled' : 'open'
    case 'unknown':
      return 'open'
  }
}
