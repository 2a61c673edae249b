import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@stoa/service'
import type { Providers } from './clients/provider.ts'
import type { Finding } from './conclude.ts'
import { keyOfTask, type Task } from './task.ts'
import { perform } from './use-cases/perform.ts'

export interface Worker {
  /** Takes up what it has room for; what is left is found by the scan. */
  begin(tasks: readonly Task[]): void
  /** Calls under way; 0 when there is nothing to do. */
  readonly busy: () => number
  /** Begins nothing more and ends what is under way. */
  stop(): Promise<void>
}

export interface WorkerOptions {
  readonly providers: Providers
  readonly log: Log
  readonly record: (finding: Finding) => Promise<void>
}

const concurrency = 192
const queueLimit = 5_000

/** Asks the providers, many at once; each task has a lease in the database, so that none needs to be remembered here. */
export function createWorker({ providers, log, record }: WorkerOptions): Worker {
  let queue: Task[] = []
  let stopped = false
  const held = new Set<string>()
  const running = new Set<Promise<void>>()

  const run = async (task: Task) => {
    const { payment, provider, step } = task
    let finding: Finding | undefined
    try {
      finding = await perform(providers, task, (ms) => sleep(ms))
    } catch (error) {
      log.error(
        { err: error, orderId: payment.orderId, provider, step },
        'a step could not be asked for',
      )
      finding = {
        orderId: payment.orderId,
        provider,
        step,
        refundId: task.refund?.refundId,
        is: 'later',
        asked: true,
      }
    }
    held.delete(keyOfTask(task))
    await record(finding).catch((err) =>
      log.warn(
        { err, orderId: payment.orderId, step },
        'not written; it is asked for again when its lease ends',
      ),
    )
  }

  const pump = () => {
    while (!stopped && running.size < concurrency && queue.length > 0) {
      const [task] = queue.splice(0, 1)
      if (!task) return
      const work = run(task).finally(() => {
        running.delete(work)
        pump()
      })
      running.add(work)
    }
  }

  return {
    begin(tasks) {
      for (const task of tasks) {
        const key = keyOfTask(task)
        if (stopped || held.has(key) || queue.length >= queueLimit) continue
        held.add(key)
        queue.push(task)
      }
      pump()
    },
    busy: () => running.size + queue.length,
    async stop() {
      stopped = true
      queue = []
      await Promise.all(running)
    },
  }
}
