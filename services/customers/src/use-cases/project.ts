import { type Received, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { entriesOf, type HistoryEvent, refundsOf } from '../history.ts'
import { keepRefunds, mergeEntries } from '../store/history.ts'

export type ReceivedEvent = Received & { readonly message: HistoryEvent }

/** Brings the order history up to date with what has happened, in whatever order it is told. */
export async function project(deps: Deps, batch: readonly ReceivedEvent[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const events = fresh.map(({ message }) => message)
    await mergeEntries(trx, entriesOf(events))
    await keepRefunds(trx, refundsOf(events))
  })
}
