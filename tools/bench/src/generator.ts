import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { LoadProgress, LoadResult } from '@stoa/load'

export interface GeneratorSetup {
  readonly home: string
  readonly pay: 'account' | 'card'
  readonly carrier: 'own-fleet' | 'fedex'
  readonly customers: number
  /** About how many orders the whole benchmark places; decides how much stock is received. */
  readonly orders: number
}

/** One rate to offer. */
export interface GeneratorJob {
  readonly ratePerSecond: number
  readonly seconds: number
  readonly settleSeconds: number
}

/** What the generator's process sends. */
export type GeneratorMessage =
  | { readonly ready: true }
  | { readonly progress: LoadProgress }
  | { readonly result: LoadResult }
  | { readonly failed: string }

export interface Generator {
  readonly pid: number
  run(job: GeneratorJob, report?: (progress: LoadProgress) => void): Promise<LoadResult>
  stop(): void
}

/** Starts the load generator in a separate process and prepares its load. */
export async function startGenerator(setup: GeneratorSetup): Promise<Generator> {
  const child = fork(join(import.meta.dirname, 'generator-process.ts'))
  /** Sends a message and resolves when `isFinal` is true of one that comes back. */
  const exchange = (message: object, isFinal: (received: GeneratorMessage) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const onMessage = (received: GeneratorMessage) => {
        if (!('failed' in received || isFinal(received))) return
        child.off('message', onMessage)
        child.off('exit', onExit)
        if ('failed' in received) reject(new Error(`the load generator failed: ${received.failed}`))
        else resolve()
      }
      const onExit = () => reject(new Error('the load generator exited before it sent a result'))
      child.on('message', onMessage)
      child.once('exit', onExit)
      child.send(message)
    })
  await exchange({ setup }, (received) => 'ready' in received)
  return {
    pid: child.pid ?? 0,
    async run(job, report) {
      let result: LoadResult | undefined
      await exchange({ job }, (received) => {
        if ('progress' in received) report?.(received.progress)
        if ('result' in received) result = received.result
        return 'result' in received
      })
      if (!result) throw new Error('the load generator sent no result')
      return result
    },
    stop: () => child.disconnect(),
  }
}
