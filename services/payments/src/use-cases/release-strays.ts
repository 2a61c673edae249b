import type { Providers } from '../clients/provider.ts'
import type { Deps } from '../deps.ts'
import { strays as counted } from '../metrics.ts'
import { claimStrays, forgetStray } from '../store/due.ts'

const againMs = 120_000
/** Checks without a find after which nothing is believed to be there. */
const checksEnough = 3

/** Looks for money that a provider may hold for an order that another took, and lets it go. */
export async function releaseStrays(deps: Deps, providers: Providers): Promise<void> {
  for (const stray of await claimStrays(deps.db, againMs)) {
    const { orderId, provider, checks } = stray
    const outcome = await providers[provider].release(stray.payment)
    counted.inc({ provider, outcome })
    if (outcome === 'released')
      deps.log.warn({ orderId, provider }, 'a second authorisation was let go')
    const over = outcome === 'released' || (outcome === 'absent' && checks >= checksEnough)
    if (over) await forgetStray(deps.db, stray)
  }
}
