import { counter, gauge, histogram, readGauges } from '@stoa/service'
import type { OutboxStore } from './outbox-store.ts'
import type { Received } from './received.ts'

const streams = { max: 16 }
const types = { max: 64 }

const handleOutcomes = ['handled', 'parked', 'buried'] as const

export const handled = counter({
  name: 'messaging_events_handled_total',
  help: 'Events that consumers are done with, by what became of them',
  labels: { messaging_destination_name: types, outcome: handleOutcomes },
})

export const processDuration = histogram({
  name: 'messaging_process_duration_seconds',
  help: 'Time to handle one batch of events',
  exemplars: true,
})

export const batchSize = histogram({
  name: 'messaging_batch_events',
  help: 'Events in one batch',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
})

export const redelivered = counter({
  name: 'messaging_redelivered_total',
  help: 'Deliveries of messages that the broker had delivered before',
  labels: { messaging_stream: streams },
})

const duplicates = counter({
  name: 'messaging_duplicates_total',
  help: 'Events that the inbox had already; they had no effect',
  labels: { messaging_destination_name: types },
})

export function countDuplicates(repeated: readonly Received[]): void {
  for (const [type, same] of Map.groupBy(repeated, ({ message }) => message.type))
    duplicates.inc({ messaging_destination_name: type }, same.length)
}

/** Exposes the counters of these types as 0 before their first event. */
export function expectTypes(expected: Iterable<string>): void {
  for (const type of expected) {
    for (const outcome of handleOutcomes)
      handled.inc({ messaging_destination_name: type, outcome }, 0)
    duplicates.inc({ messaging_destination_name: type }, 0)
  }
}

const oldestOutbox = gauge({
  name: 'outbox_oldest_seconds',
  help: 'Age of the oldest event that is not published yet',
})

const pendingOutbox = gauge({
  name: 'outbox_pending_messages',
  help: 'Messages that are committed and not published yet',
})

/** Persisted: a restart neither hides a loss nor makes one up. */
export const streamLosses = gauge({
  name: 'outbox_stream_losses',
  help: 'How often the stream was found recreated or shortened; what it had lost was published again',
})

export const relayMetrics = (store: OutboxStore): void =>
  readGauges('outbox', {
    gauges: [oldestOutbox, pendingOutbox],
    read: store.backlog,
    show({ pending, oldestSeconds }) {
      pendingOutbox.set(pending)
      oldestOutbox.set(oldestSeconds)
    },
  })

const lag = gauge({
  name: 'messaging_consumer_lag_messages',
  help: 'Messages published that this consumer has not acknowledged yet; absent while the broker cannot tell',
  labels: { messaging_stream: streams },
})

const deadLetterCount = gauge({
  name: 'dead_letters',
  help: 'Events that could not be handled and wait for an operator',
})

const parkedCount = gauge({
  name: 'parked_events',
  help: 'Events that failed and are retried, and later ones with the same key that wait behind them',
})

const oldestParked = gauge({
  name: 'parked_events_oldest_seconds',
  help: 'Age of the oldest event that failed and is retried',
})

const inboxEntries = gauge({
  name: 'inbox_entries',
  help: 'Rows of the inbox as Postgres estimates them',
})

export interface ConsumerMeasures {
  readonly streams: readonly string[]
  /** Throws when the broker cannot tell. */
  readonly pending: (stream: string) => Promise<number>
  readonly deadLetters: () => Promise<number>
  readonly parked: () => Promise<{ readonly count: number; readonly oldestSeconds: number }>
  readonly inbox: () => Promise<number>
}

export function consumerMetrics(measures: ConsumerMeasures): void {
  for (const stream of measures.streams) redelivered.inc({ messaging_stream: stream }, 0)
  readGauges('consumer lag', {
    gauges: [lag],
    read: () =>
      Promise.allSettled(
        measures.streams.map(async (stream) => ({
          stream,
          messages: await measures.pending(stream),
        })),
      ),
    show(known) {
      for (const one of known)
        if (one.status === 'fulfilled')
          lag.set({ messaging_stream: one.value.stream }, one.value.messages)
    },
  })
  readGauges('dead letters', {
    gauges: [deadLetterCount],
    read: measures.deadLetters,
    show: deadLetterCount.set,
  })
  readGauges('parked events', {
    gauges: [parkedCount, oldestParked],
    read: measures.parked,
    show({ count, oldestSeconds }) {
      parkedCount.set(count)
      oldestParked.set(oldestSeconds)
    },
  })
  readGauges('inbox', { gauges: [inboxEntries], read: measures.inbox, show: inboxEntries.set })
}
