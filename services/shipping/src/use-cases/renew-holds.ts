import type { paymentsRenewed } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { saveRenewedHolds } from '../store/renewed-holds.ts'

/** Records until when the money of these orders is held, whether their parcels are booked or not. */
export const renewHolds = (
  deps: Pick<Deps, 'db'>,
  batch: readonly ReceivedOf<typeof paymentsRenewed>[],
): Promise<void> =>
  inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    await saveRenewedHolds(
      trx,
      fresh.map(({ message }) => message.data),
    )
  })
