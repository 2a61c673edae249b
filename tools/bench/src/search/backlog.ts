import type { StreamReader } from '@stoa/run/broker'
import type { Service } from '@stoa/topology'
import type { Databases } from '@stoa/verify'
import type { Backlog } from './growing-queues.ts'

const unpublished = `select coalesce(sum(items), 0) from outbox where stream_seq is null`
/** Orders that the platform works on: those that wait for the warehouse are no backlog. */
const openSagas = `select count(*) from orders where open and not outside`
const openOrders = `select count(*) from orders where open`
const parcels = `select count(*) from parcels where task is not null`

const pollMs = 100

/** Resolves once every order is shipped and paid, or cancelled; at the latest after `withinMs`. */
export async function untilNoneOpen(db: Databases, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs
  while (performance.now() < endMs) {
    const [[open] = []] = await db.rows('orders', openOrders)
    if (Number(open) === 0) return
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** Number of messages ever published. */
export const countMessages = async (streams: StreamReader): Promise<number> =>
  (await streams.read()).reduce((sum, { state }) => sum + state.last_seq, 0)

export interface BacklogSource {
  readonly db: Databases
  readonly services: readonly Service[]
  readonly streams: StreamReader
}

/** Counts unpublished messages, consumer lag, open sagas and, with `withParcels`, parcels to book. */
export async function readBacklog(source: BacklogSource, withParcels: boolean): Promise<Backlog> {
  const { db, services } = source
  const count = async (database: string, sql: string) => {
    const [[value] = []] = await db.rows(database, sql)
    return Number(value)
  }
  const entries: Promise<[string, number]>[] = services
    .filter(({ database, publishes }) => database && publishes.length > 0)
    .map(
      async ({ name, database = '' }): Promise<[string, number]> => [
        `outbox of ${name}`,
        await count(database, unpublished),
      ],
    )
  const lag = source.streams
    .read()
    .then((streams) =>
      streams.flatMap(({ name, consumer_detail: consumers = [] }) =>
        consumers.map((one): [string, number] => [
          `lag of ${one.name} on ${name}`,
          one.num_pending + one.num_ack_pending,
        ]),
      ),
    )
  entries.push(count('orders', openSagas).then((open) => ['open sagas', open]))
  if (withParcels) entries.push(count('shipping', parcels).then((n) => ['parcels to book', n]))
  return Object.fromEntries([...(await Promise.all(entries)), ...(await lag)])
}

const parcelsEverySamples = 3

/** Samples once a second until stopped; leaves out a sample that failed. */
export function sampleBacklog(source: BacklogSource) {
  const samples: Backlog[] = []
  let sampling = Promise.resolve()
  let number = 0
  const timer = setInterval(() => {
    const withParcels = number++ % parcelsEverySamples === 0
    sampling = sampling
      .then(() => readBacklog(source, withParcels))
      .then((sample) => void samples.push(sample))
      .catch(() => undefined)
  }, 1000)
  return {
    async stop(): Promise<readonly Backlog[]> {
      clearInterval(timer)
      await sampling
      return samples
    },
  }
}
