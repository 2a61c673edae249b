import type { Outbox } from '@stoa/events'
import { type Db, inTransaction, isTransient } from '@stoa/postgres'
import { type Log, parseTraceparent, SpanKind, withSpan } from '@stoa/service'
import { bookingAnswer } from './answers.ts'
import { type Asked, ask } from './ask.ts'
import type { Carriers } from './clients/carrier.ts'
import { asked } from './metrics.ts'
import { bookingEnded, type Parcel, voidEnded } from './parcel.ts'
import { type Changed, claimParcels, lockParcels, saveParcels } from './store.ts'
import type { Database } from './tables.ts'
import type { Published } from './topology.ts'

/** Where carriers are asked, outside any transaction. */
export interface Desk {
  readonly leaseMs: number
  /** Parcels whose task was just committed, under a lease that is ours. */
  take(parcels: readonly Parcel[]): void
  /** There is something to take up now. */
  look(): void
  /** Ends what is being asked; the rest is left to the next one. */
  stop(): Promise<void>
}

export interface DeskOptions {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly carriers: Carriers
  readonly log: Log
  readonly concurrency?: number
  readonly leaseMs?: number
  readonly pollMs?: number
}

interface Held {
  readonly parcel: Parcel
  readonly until: number
}

/** Three calls at their deadlines: an answer that comes after the lease could meet another asker. */
const neededMs = 9_500
/** What ends meanwhile is written in the same transaction. */
const lingerMs = 60
const backoffMs = (attempts: number) => Math.min(10_000, 500 * 2 ** attempts)

export function openDesk(options: DeskOptions): Desk {
  const { db, outbox, carriers, log, concurrency = 128, leaseMs = 20_000, pollMs = 1_000 } = options
  let queue: Held[] = []
  let ended: (Asked & { readonly orderId: string })[] = []
  let active = 0
  let stopped = false
  let writing: Promise<void> | undefined
  let looking: Promise<void> | undefined
  const idle = () => active === 0 && !writing
  let onIdle: (() => void) | undefined

  const work = async ({ parcel }: Held) => {
    const { orderId, carrier, task } = parcel
    const span = {
      kind: SpanKind.INTERNAL,
      parent: parseTraceparent(parcel.traceparent ?? undefined),
      attributes: { 'stoa.order_id': orderId, 'stoa.carrier': carrier ?? '' },
    }
    const result = await withSpan(`${task} ${carrier}`, span, () => ask(carriers, parcel))
    asked.inc({ carrier: carrier ?? 'none', task: result.task, outcome: result.outcome.is })
    ended.push({ ...result, orderId })
    writing ??= write()
  }

  const pump = () => {
    while (!stopped && active < concurrency) {
      const next = queue.shift()
      if (!next) return
      // Too late to be sure that nobody else takes it up meanwhile: they will.
      if (next.until - performance.now() < Math.min(neededMs, leaseMs / 2)) continue
      active += 1
      void work(next)
        .catch((err) => log.error({ err, orderId: next.parcel.orderId }, 'a carrier was not asked'))
        .finally(() => {
          active -= 1
          pump()
          if (idle()) onIdle?.()
        })
    }
  }

  /** One answer that cannot be written does not keep the others. */
  const concludeAll = async (batch: typeof ended): Promise<void> => {
    try {
      await conclude(db, outbox, batch)
    } catch (err) {
      if (batch.length > 1 && !isTransient(err)) for (const one of batch) await concludeAll([one])
      else log.warn({ err, parcels: batch.length }, 'answers not written; they are asked for again')
    }
  }

  const write = async () => {
    while (ended.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, lingerMs))
      const batch = ended
      ended = []
      await concludeAll(batch)
    }
    writing = undefined
    if (idle()) onIdle?.()
  }

  const lookNow = async () => {
    const room = concurrency - queue.length
    if (room <= 0 || stopped) return
    const until = performance.now() + leaseMs
    for (const parcel of await claimParcels(db, room, leaseMs)) queue.push({ parcel, until })
    pump()
  }
  const look = () => {
    looking ??= lookNow()
      .catch((err) => log.warn({ err }, 'no look at what is left; it comes again'))
      .finally(() => {
        looking = undefined
      })
  }
  const timer = setInterval(look, pollMs)

  return {
    leaseMs,
    take(parcels) {
      const until = performance.now() + leaseMs
      for (const parcel of parcels) queue.push({ parcel, until })
      pump()
    },
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      queue = []
      await looking
      if (!idle()) await new Promise<void>((resolve) => (onIdle = resolve))
    },
  }
}

/** Writes what carriers answered, and says it, in one transaction. */
async function conclude(
  db: Db<Database>,
  outbox: Outbox<Published>,
  batch: readonly (Asked & { readonly orderId: string })[],
): Promise<void> {
  const answers = new Map(batch.map((one) => [one.orderId, one]))
  await inTransaction(db, async (trx) => {
    const before = await lockParcels(trx, [...answers.keys()])
    const changed = before.map((parcel): Changed & { said: boolean } => {
      const answer = answers.get(parcel.orderId)
      if (!answer) return { parcel, said: false }
      const after =
        answer.task === 'book'
          ? bookingEnded(parcel, answer.outcome)
          : voidEnded(parcel, answer.outcome)
      const unclear = answer.outcome.is === 'unclear'
      const dueMs = unclear ? backoffMs(parcel.attempts) : 0
      return { parcel: after, dueMs, said: parcel.status === 'pending' && after !== parcel }
    })
    await saveParcels(trx, changed)
    const said = changed.filter((one) => one.said)
    await outbox.add(
      trx,
      said.flatMap(({ parcel }) => bookingAnswer(parcel) ?? []),
    )
  })
}
