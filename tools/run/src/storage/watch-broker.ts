import { setTimeout as wait } from 'node:timers/promises'
import { judge } from './judge.ts'
import { openStorageProbe, type ProbeOptions } from './probe.ts'

const everyMs = 2_000

export interface WatchOptions extends ProbeOptions {
  log(line: string): void
  /** Shows what is wrong with the broker, or that nothing is. */
  describe(detail: string | null): void
  restart(): Promise<void>
}

/** Restarts a broker that does not store messages though its volume has room, until this is stopped. */
export async function watchBroker(options: WatchOptions): Promise<{ stop(): Promise<void> }> {
  const halt = new AbortController()
  const { signal } = halt
  const probe = await openStorageProbe(options)
  let restartedAt: number | undefined

  const look = async () => {
    const observed = await probe.observe()
    if (signal.aborted) return
    const restartedMsAgo = restartedAt === undefined ? undefined : performance.now() - restartedAt
    const { detail, restart } = judge({ ...observed, restartedMsAgo })
    options.describe(detail ?? null)
    if (!restart) return
    options.log(`nats ${detail}, though its volume has room; restarting it`)
    await options.restart()
    restartedAt = performance.now()
  }
  const work = async () => {
    while (!signal.aborted) {
      await look().catch((error) => options.log(`probing nats failed (${error}); probing it again`))
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  void work()

  return {
    async stop() {
      halt.abort()
      await probe.close()
    },
  }
}
