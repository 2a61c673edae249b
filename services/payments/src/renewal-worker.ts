import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from './deps.ts'
import { planRenewals } from './store/renewals.ts'
import { renewExpiring } from './use-cases/renew-expiring.ts'

const everyMs = 60_000

/** Once a minute, begins to renew the authorisations that are due, if they are renewed at all; returns how to stop. */
export function startRenewalWorker(deps: Deps): () => Promise<void> {
  const { db, log, renewAfterMs } = deps
  if (renewAfterMs === undefined) return async () => undefined
  const stopping = new AbortController()
  const run = async () => {
    let planned = false
    while (!stopping.signal.aborted) {
      try {
        if (!planned) await planRenewals(db, renewAfterMs)
        planned = true
        while (!stopping.signal.aborted && (await renewExpiring(deps)) > 0);
      } catch (err) {
        log.warn({ err }, 'renewing authorisations failed; retrying in a minute')
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return async () => {
    stopping.abort()
    await running
  }
}
