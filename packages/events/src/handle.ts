import { type Db, inTransaction, isTransient } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { sql } from 'kysely'
import type { Handler } from './consumers.ts'
import { takeFromInbox } from './inbox.ts'
import { handled } from './metrics.ts'
import type { Received, Unreadable } from './received.ts'
import type { EventTables } from './tables.ts'

export type Verdict = 'wait' | 'split' | 'again' | 'bury'

export const attemptsBeforeBurial = 3

/** What becomes of a batch whose handler threw: the one place that says so. */
export function verdict(error: unknown, batch: { size: number; attempt: number }): Verdict {
  if (isTransient(error)) return 'wait'
  if (batch.size > 1) return 'split'
  return batch.attempt < attemptsBeforeBurial ? 'again' : 'bury'
}

export interface HandleDeps {
  readonly db: Db<EventTables>
  readonly log: Log
  /** Resolves after a pause before the attempt, false when the service is stopping. */
  readonly pause: (attempt: number) => Promise<boolean>
}

/** Puts an event that cannot be handled aside, with its reason, and counts it as handled. */
export async function bury(
  deps: HandleDeps,
  dead: Unreadable & { subject: string; attempts: number },
) {
  await inTransaction(deps.db, async (trx) => {
    const { delivery, subject, payload, reason, attempts } = dead
    const message = {
      specversion: '1.0',
      id: '',
      type: subject,
      source: '',
      subject,
      time: '',
      data: null,
    } as const
    const fresh = await takeFromInbox(trx, [{ message, delivery }])
    if (fresh.length === 0) return
    await sql`insert into dead_letters (id, subject, payload, reason, attempts)
      values (${`${delivery.id}/${delivery.index}`}, ${subject}, ${payload}, ${reason.slice(0, 500)}, ${attempts})
      on conflict (id) do update set state = 'buried', reason = excluded.reason,
        attempts = dead_letters.attempts + excluded.attempts`.execute(trx)
  })
  handled.inc({ messaging_destination_name: dead.subject, outcome: 'buried' })
  deps.log.error(
    { subject: dead.subject, delivery: dead.delivery, reason: dead.reason },
    'event buried',
  )
}

/** Handles a batch to the end: every event in it has its effect or is buried. False when the service stops first. */
export async function handleBatch(
  deps: HandleDeps,
  handle: Handler,
  batch: readonly Received[],
): Promise<boolean> {
  for (let attempt = 1; ; ) {
    try {
      await handle(batch)
      for (const { message } of batch)
        handled.inc({ messaging_destination_name: message.type, outcome: 'handled' })
      return true
    } catch (error) {
      const what = verdict(error, { size: batch.length, attempt })
      if (what === 'split') {
        const half = Math.ceil(batch.length / 2)
        return (
          (await handleBatch(deps, handle, batch.slice(0, half))) &&
          (await handleBatch(deps, handle, batch.slice(half)))
        )
      }
      deps.log.warn(
        { err: error, events: batch.length, attempt, verdict: what },
        'batch not handled',
      )
      const [only] = batch
      if (what === 'bury' && only) return buryOne(deps, only, error, attempt)
      if (!(await deps.pause(attempt))) return false
      attempt += 1
    }
  }
}

async function buryOne(
  deps: HandleDeps,
  item: Received,
  error: unknown,
  attempts: number,
): Promise<boolean> {
  const { message, delivery } = item
  const reason = error instanceof Error ? error.message : String(error)
  const payload = JSON.stringify(message)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bury(deps, { delivery, subject: message.type, payload, reason, attempts })
      return true
    } catch (failed) {
      deps.log.warn({ err: failed }, 'burial failed')
      if (!(await deps.pause(attempt))) return false
    }
  }
}
