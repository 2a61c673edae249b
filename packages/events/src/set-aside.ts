import { type Db, inTransaction } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { insertDeadLetter, reasonOf, reportBuried } from './bury.ts'
import { takeOne } from './inbox.ts'
import { handled } from './metrics.ts'
import { countOn, parkFailed, postponeParked, takeParked } from './parked-store.ts'
import { keyOf, type Received } from './received.ts'
import { buryAgain } from './replay-store.ts'
import type { EventTables } from './tables.ts'

interface Deps {
  readonly db: Db<EventTables>
  readonly log: Log
  readonly retryAfterSeconds: readonly number[]
}

/**
 * Sets one event aside whose handler failed, so that it delays no other: an event from the broker is parked and
 * retried, a parked one waits for its next retry or moves to the dead letters, a replayed dead letter is buried again.
 */
export async function setAside(deps: Deps, item: Received, error: unknown): Promise<void> {
  const { aside, id } = item.delivery
  const reason = reasonOf(error)
  if (aside?.in === 'dead_letters') return buryAgain(deps.db, id, reason)
  if (aside) return retryLater(deps, item, aside.attempts + 1, reason)
  await park(deps, item, reason)
}

async function park(
  { db, log, retryAfterSeconds: [delaySeconds = 0] }: Deps,
  item: Received,
  reason: string,
): Promise<void> {
  const { type, id, subject } = item.message
  await inTransaction(db, async (trx) => {
    if (await takeOne(trx, item)) await parkFailed(trx, item, reason, delaySeconds)
  })
  handled.inc({ messaging_destination_name: type, outcome: 'parked' })
  log.warn(
    { type, id, subject, delaySeconds, failure: reason },
    'event failed; it is parked and tried again',
  )
}

async function retryLater(
  { db, log, retryAfterSeconds }: Deps,
  item: Received,
  attempts: number,
  reason: string,
): Promise<void> {
  const { delivery, message } = item
  const delaySeconds = retryAfterSeconds[attempts - 1]
  if (delaySeconds !== undefined) {
    await postponeParked(db, delivery.id, { attempts, reason, delaySeconds })
    const { type, id, subject } = message
    log.warn(
      { type, id, subject, attempts, delaySeconds, failure: reason },
      'event failed again; it stays parked until its next retry',
    )
    return
  }
  const { id } = delivery
  const payload = JSON.stringify(message)
  const dead = { id, subject: message.type, payload, reason, attempts }
  const moved = await inTransaction(db, async (trx) => {
    if ((await takeParked(trx, [item])).length === 0) return false
    await insertDeadLetter(trx, dead)
    await countOn(trx, keyOf(item), attempts)
    return true
  })
  if (moved) reportBuried(log, dead)
}
