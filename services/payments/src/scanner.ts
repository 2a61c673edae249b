import type { Providers } from './clients/provider.ts'
import type { Deps } from './deps.ts'
import { claimDue } from './store/due.ts'
import { pruneWebhooks } from './store/webhooks.ts'
import { taskOf } from './task.ts'
import { leaseMs } from './use-cases/keep.ts'
import { releaseStrays } from './use-cases/release-strays.ts'

const everyMs = 500
const straysEveryScans = 20
const pruneEveryScans = 7_200
const maxClaims = 128

export interface Scanner {
  stop(): Promise<void>
}

/** Takes up what a crash, another replica or a pause left to be asked. */
export async function scan(deps: Deps): Promise<void> {
  const { payments, refunds } = await claimDue(deps.db, maxClaims, leaseMs)
  deps.begin([
    ...payments.flatMap((payment) => taskOf(payment)),
    ...refunds.flatMap(({ payment, refund }) => taskOf(payment, refund)),
  ])
}

export function startScanner(deps: Deps, providers: Providers): Scanner {
  let scans = 0
  let scanning: Promise<void> | undefined
  const once = async () => {
    scans += 1
    await scan(deps)
    if (scans % straysEveryScans === 0) await releaseStrays(deps, providers)
    if (scans % pruneEveryScans === 0) await pruneWebhooks(deps.db)
  }
  const timer = setInterval(() => {
    scanning ??= once()
      .catch((err) => deps.log.warn({ err }, 'the scan failed; it runs again'))
      .finally(() => {
        scanning = undefined
      })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await scanning
    },
  }
}
