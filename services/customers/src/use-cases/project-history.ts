import { type Received, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { entriesOf, type HistoryEvent } from '../history.ts'
import { refundsOf } from '../refunds.ts'
import { upsertEntries } from '../store/history.ts'
import { upsertRefunds } from '../store/refunds.ts'

export type ReceivedEvent = Received & { readonly message: HistoryEvent }

/** Projects events onto the order history; their order and repetitions do not matter. */
export async function projectHistory(deps: Deps, batch: readonly ReceivedEvent[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const events = fresh.map(({ message }) => message)
    await upsertEntries(trx, entriesOf(events))
    await upsertRefunds(trx, refundsOf(events))
  })
}
