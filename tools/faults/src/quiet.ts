import { monitorAccess, readStreams } from '@stoa/run/broker'
import { type PlatformState, readTopology } from '@stoa/topology'
import { inDatabase } from './database.ts'

/** What is promised for after the last fault. */
const boundMs = 60_000
const everyMs = 250

async function unread(state: PlatformState): Promise<number> {
  const streams = await readStreams(monitorAccess(state))
  return streams
    .flatMap(({ consumer_detail: consumers = [] }) => consumers)
    .reduce((sum, { num_pending, num_ack_pending }) => sum + num_pending + num_ack_pending, 0)
}

async function unsaid(state: PlatformState): Promise<number> {
  const speakers = readTopology().services.filter(({ publishes }) => publishes.length > 0)
  const counts = await Promise.all(
    speakers.map(({ database = '' }) =>
      inDatabase<{ n: number }>(
        state,
        database,
        'select count(*)::int as n from outbox where stream_seq is null',
      ),
    ),
  )
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0)
}

/** Resolves when every message is published, handled and acknowledged; throws when that takes too long. */
export async function quiet(state: PlatformState): Promise<void> {
  const endMs = Date.now() + boundMs
  for (;;) {
    const left = (await unsaid(state)) + (await unread(state))
    if (left === 0) return
    if (Date.now() > endMs) throw new Error(`${left} messages are still on their way`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
