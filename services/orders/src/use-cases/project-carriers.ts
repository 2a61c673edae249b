import type { shippingCarrierChanged } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { saveLimits } from '../store/carriers.ts'

/** Keeps what each carrier takes, for addresses to be checked without a call. */
export async function projectCarriers(
  deps: Deps,
  batch: readonly ReceivedOf<typeof shippingCarrierChanged>[],
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    await saveLimits(
      trx,
      fresh.map(({ message }) => message.data),
    )
  })
}
