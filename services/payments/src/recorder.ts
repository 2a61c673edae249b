import { setTimeout as sleep } from 'node:timers/promises'
import { isTransient } from '@stoa/postgres'
import type { Deps } from './deps.ts'
import { type Heard, recordFindings } from './use-cases/record.ts'

const maxBatch = 256
/** Answers come by themselves: what comes meanwhile is written in the same transaction. */
const lingerMs = 60

interface Waiting {
  readonly heard: Heard
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface Recorder {
  /** Resolves once it is written. */
  record(heard: Heard): Promise<void>
}

export function createRecorder(deps: Deps): Recorder {
  let waiting: Waiting[] = []
  let busy = false

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await recordFindings(
        deps,
        batch.map(({ heard }) => heard),
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (batch.length === 1 || isTransient(error)) for (const { reject } of batch) reject(error)
      else for (const one of batch) await write([one])
    }
  }

  const work = async () => {
    busy = true
    while (waiting.length > 0) {
      await sleep(lingerMs)
      const batch = waiting.slice(0, maxBatch)
      waiting = waiting.slice(maxBatch)
      await write(batch)
    }
    busy = false
  }

  return {
    record: (heard) =>
      new Promise((resolve, reject) => {
        waiting.push({ heard, resolve, reject })
        if (!busy) void work()
      }),
  }
}
