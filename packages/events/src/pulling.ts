import type { Log } from '@stoa/service'
import type { Bus, Delivery, Pull } from './bus.ts'

interface Pulling {
  readonly bus: Bus
  readonly log: Log
  readonly stream: string
  readonly subjects: readonly string[]
  readonly take: (delivery: Delivery) => void
  /** Whether another request may be sent. Resolves when it may; false when the service is stopping. */
  readonly mayPull: () => Promise<boolean>
  readonly pause: (attempt: number) => Promise<boolean>
}

const warnEveryAttempts = 20

/** Requests messages of one stream for as long as the service runs; makes the consumer again whenever the broker lost it. */
export function startPulling(pulling: Pulling): { stop(): Promise<void> } {
  const { bus, log, stream, subjects, take, mayPull, pause } = pulling
  let current: Pull | undefined
  let stopped = false

  const pullUntilLost = async () => {
    const consumer = await bus.openConsumer(stream, subjects)
    while (!stopped && (await mayPull())) {
      current = await consumer.pull(take)
      if (stopped) current.stop()
      await current.ended
    }
  }
  const run = async () => {
    for (let attempt = 1; !stopped; attempt += 1) {
      const openedAt = performance.now()
      try {
        await pullUntilLost()
      } catch (err) {
        if (stopped) return
        if (performance.now() - openedAt > 60_000) attempt = 1
        if (attempt % warnEveryAttempts === 1)
          log.warn(
            { err, stream, attempt },
            'no messages from the broker; making the consumer again',
          )
        if (!(await pause(attempt))) return
      }
    }
  }
  const running = run()

  return {
    async stop() {
      stopped = true
      current?.stop()
      await running
    },
  }
}
