import { type PlatformState, readTopology } from '@stoa/topology'
import { inDatabase } from './database.ts'

/** What is promised for after the last fault. */
const boundMs = 60_000
const everyMs = 250

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly consumer_detail?: readonly { num_pending: number; num_ack_pending: number }[]
    }[]
  }[]
}

async function unread({ nats }: PlatformState): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${nats?.monitorPort}/jsz?consumers=true`)
  const { account_details: accounts = [] } = (await answer.json()) as Jsz
  return accounts
    .flatMap(({ stream_detail: streams = [] }) => streams)
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
