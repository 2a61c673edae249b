import type { Providers } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { abandonedChecks } from '../metrics.ts'
import type { Abandoned } from '../store/abandoned.ts'
import { readPayments } from '../store/payments.ts'

/** After so many checks without an authorisation there is none. */
const enoughChecks = 3

/** Searches a provider for an authorisation of an order that another provider took, and releases it. */
export async function releaseAbandoned(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  providers: Providers,
  { orderId, provider, checks }: Abandoned,
): Promise<'settled' | 'open'> {
  const payment = (await readPayments(db, [orderId])).get(orderId)
  if (!payment || payment.provider === provider) return 'settled'
  const outcome = await providers[provider].release(payment)
  abandonedChecks.inc({ provider, outcome })
  if (outcome === 'released')
    log.warn({ orderId, provider }, 'released a second authorisation of this order')
  const settled = outcome === 'released' || (outcome === 'absent' && checks >= enoughChecks)
  return settled ? 'settled' : 'open'
}
