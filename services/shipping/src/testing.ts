import { randomUUID } from 'node:crypto'
import type { DataOf, MessageDefinition } from '@stoa/contracts'
import { createOutbox, type Received } from '@stoa/events'
import { freshDatabase } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import { externalLimits, fleetLimits } from './carrier-limits.ts'
import { startCarrierWorker } from './carrier-worker.ts'
import type { CarrierClient } from './clients/carrier.ts'
import type { Deps } from './deps.ts'
import { createFleetNumbers } from './store/fleet-numbers.ts'
import { findParcel } from './store/parcels.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

/** An event as a consumer receives it, alone in its message. */
export const received = <D extends MessageDefinition>(
  definition: D,
  data: DataOf<D>,
): Received<D['type'], DataOf<D>> => ({
  message: {
    specversion: '1.0',
    id: randomUUID(),
    type: definition.type,
    source: 'orders',
    subject: (data as { orderId: string }).orderId,
    time: new Date().toISOString(),
    data,
  },
  delivery: { id: randomUUID(), index: 0, size: 1 },
})

/** A carrier with its labels in memory, whose behaviour the test sets. */
export function fakeCarrier() {
  const labels = new Map<string, { orderId: string; voided: boolean }>()
  const calls: string[] = []
  let next = 1
  const behaviour = {
    /** Outcome of bookings; `lost`: the label is bought and the response never comes. */
    book: 'good' as 'good' | 'lost' | 'away' | 'refuses',
    find: 'good' as 'good' | 'away',
    /** The number of the next label, instead of a new one. */
    reissue: undefined as string | undefined,
    /** Holds each booking until it resolves. */
    gate: Promise.resolve(),
  }
  const client: CarrierClient = {
    async book({ orderId }) {
      calls.push(`book ${orderId}`)
      await behaviour.gate
      if (behaviour.book === 'away') return { is: 'unclear' }
      if (behaviour.book === 'refuses') return { is: 'rejected', reason: 'no such address' }
      const trackingNumber = behaviour.reissue ?? `TEST${String(next++).padStart(8, '0')}`
      behaviour.reissue = undefined
      labels.set(trackingNumber, { orderId, voided: false })
      return behaviour.book === 'lost' ? { is: 'unclear' } : { is: 'booked', trackingNumber }
    },
    async find(orderId) {
      calls.push(`find ${orderId}`)
      if (behaviour.find === 'away') return { is: 'unclear' }
      for (const [trackingNumber, label] of labels)
        if (label.orderId === orderId && !label.voided) return { is: 'found', trackingNumber }
      return { is: 'none' }
    },
    async void(trackingNumber) {
      calls.push(`void ${trackingNumber}`)
      const label = labels.get(trackingNumber)
      if (!label) return { is: 'refused' }
      labels.set(trackingNumber, { ...label, voided: true })
      return { is: 'voided' }
    },
    rate: async () => undefined,
  }
  const valid = (orderId: string) =>
    [...labels].filter(([, label]) => label.orderId === orderId && !label.voided)
  return { client, behaviour, calls, valid }
}

export async function openShipping() {
  const database = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  const { db } = database
  const log = createLog('shipping', 'fatal')
  const fedex = fakeCarrier()
  const ups = fakeCarrier()
  const carriers = { fedex: fedex.client, ups: ups.client }
  const leaseMs = 300
  const outbox = createOutbox(topology)
  const startWorker = (options: Parameters<typeof startCarrierWorker>[2] = {}) =>
    startCarrierWorker({ db, outbox, log, carriers, leaseMs }, 10, { pollMs: 20, ...options })
  const worker = startWorker()
  /** What the database's clock shows, where a test sets it. */
  const clock: { now?: Date | undefined } = {}
  const deps: Deps = {
    db,
    outbox,
    log,
    now: () => clock.now ?? new Date(),
    carriers,
    limits: { ...externalLimits, 'own-fleet': fleetLimits(['GB']) },
    leaseMs,
    begin: worker.begin,
    claimNow: worker.claimNow,
    nextFleetNumber: createFleetNumbers(db),
    webhookSecrets: { fedex: 'fedex-webhooks', ups: 'ups-webhooks' },
  }
  const published = async (orderId: string): Promise<{ type: string; data: unknown }[]> => {
    const { rows } = await sql<{ type: string; data: unknown }>`
      select e->>'type' as type, e->'data' as data from outbox, jsonb_array_elements(payload::jsonb) as e
      where e->>'subject' = ${orderId} order by outbox.id`.execute(db)
    return rows
  }
  return {
    deps,
    clock,
    fedex,
    ups,
    published,
    startWorker,
    surplusLabels: (orderId: string) =>
      db.selectFrom('surplus_labels').selectAll().where('order_id', '=', orderId).execute(),
    /** The events about an order, once there are so many. */
    async publishedOnce(orderId: string, count: number) {
      for (;;) {
        const all = await published(orderId)
        if (all.length >= count) return all
        await new Promise(setImmediate)
      }
    },
    async parcelOnce(
      orderId: string,
      fits: (parcel: NonNullable<Awaited<ReturnType<typeof findParcel>>>) => boolean,
    ) {
      for (;;) {
        const parcel = await findParcel(db, orderId)
        if (parcel && fits(parcel)) return parcel
        await new Promise(setImmediate)
      }
    },
    async close() {
      await worker.stop()
      await database.drop()
    },
  }
}
