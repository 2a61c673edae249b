import type { Provider, Providers, Release } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Payment } from '../payment.ts'
import type { Abandoned } from '../store/abandoned.ts'
import { readPayments } from '../store/payments.ts'

/** After so many checks without an authorisation there is none. */
const enoughChecks = 3

/** The payment's own authorisation is released by its reference; another one has to be searched for. */
async function release(provider: Provider, payment: Payment): Promise<Release> {
  if (payment.provider !== provider.name || !payment.providerRef) return provider.release(payment)
  const { is } = await provider.void(payment)
  if (is === 'done') return 'released'
  return is === 'refused' || is === 'declined' ? 'absent' : 'unknown'
}

/** Searches a provider for an authorisation of an order that another provider took, or that is voided, and releases it. */
export async function releaseAbandoned(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  providers: Providers,
  { orderId, provider, checks }: Abandoned,
): Promise<'settled' | 'open'> {
  const payment = (await readPayments(db, [orderId])).get(orderId)
  if (!payment || (payment.provider === provider && payment.status !== 'voided')) return 'settled'
  const outcome = await release(providers[provider], payment)
  abandonedChecks.inc({ provider, outcome })
  if (outcome === 'released')
    log.warn({ orderId, provider }, 'released an authorisation that this order does not use')
  const settled = outcome === 'released' || (outcome === 'absent' && checks >= enoughChecks)
  return settled ? 'settled' : 'open'
}
