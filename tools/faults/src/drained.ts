import { monitorAccess, readStreams } from '@stoa/run/broker'
import { queryAsSuperuser } from '@stoa/run/query'
import { type PlatformState, readTopology } from '@stoa/topology'

/** Every order has settled this long after the last fault at the latest. */
const boundMs = 60_000
const everyMs = 250

async function unhandled(state: PlatformState): Promise<number> {
  const streams = await readStreams(monitorAccess(state))
  return streams
    .flatMap(({ consumer_detail: consumers = [] }) => consumers)
    .reduce((sum, { num_pending, num_ack_pending }) => sum + num_pending + num_ack_pending, 0)
}

/** Messages that are not published yet, and events that failed and are retried. */
async function unpublishedOrParked(state: PlatformState): Promise<number> {
  const databases = readTopology()
    .services.filter(({ publishes, consumes }) => publishes.length + consumes.length > 0)
    .flatMap(({ database }) => database ?? [])
  const counts = await Promise.all(
    databases.map((database) =>
      queryAsSuperuser<{ n: number }>(
        state,
        database,
        `select (select count(*) from outbox where stream_seq is null)::int
          + (select count(*) from parked_events)::int as n`,
      ),
    ),
  )
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0)
}

/** Resolves when every message is published, handled and acknowledged; throws when that takes too long. */
export async function untilDrained(state: PlatformState): Promise<void> {
  const endMs = Date.now() + boundMs
  for (;;) {
    const left = (await unpublishedOrParked(state)) + (await unhandled(state))
    if (left === 0) return
    if (Date.now() > endMs) throw new Error(`${left} messages are still on their way`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
