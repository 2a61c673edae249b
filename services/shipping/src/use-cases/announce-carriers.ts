import { type CarrierLimits, shippingCarrierChanged } from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { saveLimits } from '../store/carriers.ts'
import type { Published } from '../topology.ts'

/** Announces what each carrier takes. Runs at each start, for consumers that missed an announcement. */
export const announceCarriers = (
  { db, outbox }: Pick<Deps, 'db' | 'outbox'>,
  all: readonly CarrierLimits[],
): Promise<void> =>
  inTransaction(db, async (trx) => {
    const announcements: Announcement<Published>[] = []
    for (const limits of all) {
      const data = { ...limits, revision: await saveLimits(trx, limits) }
      announcements.push(announce(shippingCarrierChanged, limits.carrier, data))
    }
    await outbox.add(trx, announcements)
  })
