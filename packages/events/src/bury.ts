import { type Db, inTransaction, type Trx } from '@stoa/postgres'
import { errorText, type Log } from '@stoa/service'
import { sql } from 'kysely'
import { takeOne } from './inbox.ts'
import { handled } from './metrics.ts'
import { rowIdOf } from './parked-store.ts'
import type { Received, Unreadable } from './received.ts'
import type { EventTables } from './tables.ts'

interface DeadLetter {
  readonly id: string
  readonly subject: string
  readonly payload: string
  readonly reason: string
  readonly attempts: number
}

const maxReasonLength = 500

/** Text as a column can hold it: Postgres takes no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\\0')

/** Why an event failed, without the values that it brought: operators read it, and it is kept. */
export const reasonOf = (error: unknown): string =>
  storable(errorText(error, maxReasonLength - 1)).slice(0, maxReasonLength)

/** Puts an event into the dead letters; one that was there before counts its attempts on. */
export async function insertDeadLetter(trx: Trx<EventTables>, dead: DeadLetter): Promise<void> {
  const { id, subject, payload, reason, attempts } = dead
  await sql`insert into dead_letters (id, subject, payload, reason, attempts)
    values (${id}, ${subject}, ${payload}, ${reason}, ${attempts})
    on conflict (id) do update set state = 'buried', reason = excluded.reason,
      attempts = dead_letters.attempts + excluded.attempts`.execute(trx)
}

/** Counts and logs an event that only an operator can bring back. */
export function reportBuried(log: Log, { id, subject, reason, attempts }: DeadLetter): void {
  handled.inc({ messaging_destination_name: subject, outcome: 'buried' })
  log.error(
    { subject, id, attempts, failure: reason },
    'event moved to the dead letters; `stoa dead-letters replay` hands it to its handler again',
  )
}

/** Moves a message that is no valid event to the dead letters, and marks it as handled. */
export async function buryUnreadable(
  deps: { readonly db: Db<EventTables>; readonly log: Log },
  subject: string,
  { delivery, payload, reason }: Unreadable,
): Promise<void> {
  const item = { delivery } as Received
  const dead: DeadLetter = {
    id: rowIdOf(item),
    subject,
    payload: storable(payload),
    reason: reasonOf(reason),
    attempts: 1,
  }
  const buried = await inTransaction(deps.db, async (trx) => {
    const fresh = await takeOne(trx, item)
    if (fresh) await insertDeadLetter(trx, dead)
    return fresh
  })
  if (buried) reportBuried(deps.log, dead)
}
