import { isUsed } from '../abandoned.ts'
import type { Provider, Providers, Release } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Payment } from '../payment.ts'
import type { Abandoned } from '../store/abandoned.ts'
import { readPayments } from '../store/payments.ts'
import { giveBackStray } from './give-back-stray.ts'
import { recordResults } from './record-results.ts'

type Captured = Extract<Release, { readonly is: 'captured' }>

/** After so many checks without an authorisation there is none. */
const enoughChecks = 3

/** What was captured instead is booked, and given back, by the payment if it is this provider's. */
async function giveBack(
  deps: Deps,
  provider: Provider,
  payment: Payment,
  made: Captured,
  abandoned: Abandoned,
): Promise<'settled' | 'open'> {
  const { name } = provider
  if (payment.provider !== name) return giveBackStray(deps, provider, payment, made, abandoned)
  const base = { orderId: payment.orderId, provider: name, step: 'capture' } as const
  await recordResults(deps, [{ result: { ...base, ...made, is: 'done' } }])
  return 'settled'
}

/** Searches a provider for authorisations of an order that another provider took, or that is voided or declined, and releases them; what it captured it gives back. */
export async function releaseAbandoned(
  deps: Deps,
  providers: Providers,
  abandoned: Abandoned,
): Promise<'settled' | 'open'> {
  const { orderId, provider: name, searches } = abandoned
  const payment = (await readPayments(deps.db, [orderId])).get(orderId)
  if (!payment || isUsed(payment, name)) return 'settled'
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
      return giveBack(deps, provider, payment, release, abandoned)
    case 'absent':
      return searches >= enoughChecks ? 'settled' : 'open'
    case 'unknown':
      return 'open'
  }
}
