import { counter, gauge, histogram } from '@stoa/service'
import type { OutboxStore } from './outbox-store.ts'

export const handled = counter({
  name: 'messaging_events_handled_total',
  help: 'Events that consumers are done with, by what became of them',
  labels: ['messaging_destination_name', 'outcome'],
})

export const processDuration = histogram({
  name: 'messaging_process_duration_seconds',
  help: 'Time to handle one batch of events',
})

export const batchSize = histogram({
  name: 'messaging_batch_events',
  help: 'Events in one batch',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
})

export function relayMetrics(store: OutboxStore): void {
  const oldest = gauge({
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest event that is not published yet',
  })
  gauge({
    name: 'outbox_pending_messages',
    help: 'Messages that are committed and not published yet',
    async collect(set) {
      const backlog = await store.backlog()
      set.set(backlog.pending)
      oldest.set(backlog.oldestSeconds)
    },
  })
}

export interface ConsumerMeasures {
  readonly streams: readonly string[]
  /** Throws when the broker cannot tell. */
  readonly pending: (stream: string) => Promise<number>
  readonly deadLetters: () => Promise<number>
  readonly parked: () => Promise<{ readonly count: number; readonly oldestSeconds: number }>
}

export function consumerMetrics({ streams, pending, deadLetters, parked }: ConsumerMeasures): void {
  gauge({
    name: 'messaging_consumer_lag_messages',
    help: 'Messages published that this consumer has not acknowledged yet; absent while the broker cannot tell',
    labels: ['messaging_stream'],
    async collect(set) {
      set.reset()
      const known = await Promise.allSettled(streams.map(pending))
      known.forEach((lag, index) => {
        const stream = streams[index]
        if (lag.status === 'fulfilled' && stream) set.set({ messaging_stream: stream }, lag.value)
      })
    },
  })
  gauge({
    name: 'dead_letters',
    help: 'Events that could not be handled and wait for an operator',
    collect: async (set) => set.set(await deadLetters()),
  })
  const oldestParked = gauge({
    name: 'parked_events_oldest_seconds',
    help: 'Age of the oldest event that failed and is retried',
  })
  gauge({
    name: 'parked_events',
    help: 'Events that failed and are retried, and later ones with the same key that wait behind them',
    async collect(set) {
      const { count, oldestSeconds } = await parked()
      set.set(count)
      oldestParked.set(oldestSeconds)
    },
  })
}
