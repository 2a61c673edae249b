import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { LoadNow, LoadResult } from '@stoa/load'

export interface GeneratorSetup {
  readonly home: string
  readonly pay: 'account' | 'card'
  readonly carrier: 'own-fleet' | 'fedex'
  readonly customers: number
  /** About how many orders the whole benchmark makes, for the shelf. */
  readonly orders: number
}

export interface GeneratorJob {
  readonly ratePerSecond: number
  readonly seconds: number
  readonly settleSeconds: number
}

export type GeneratorNews =
  | { readonly ready: true }
  | { readonly now: LoadNow }
  | { readonly result: LoadResult }
  | { readonly failed: string }

export interface Generator {
  readonly pid: number
  run(job: GeneratorJob, report?: (now: LoadNow) => void): Promise<LoadResult>
  stop(): void
}

/** Starts the load generator as a process of its own. */
export async function startGenerator(setup: GeneratorSetup): Promise<Generator> {
  const child = fork(join(import.meta.dirname, 'generator-process.ts'))
  const ask = (message: object, hear: (news: GeneratorNews) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const onMessage = (news: GeneratorNews) => {
        const done = 'failed' in news || hear(news)
        if (!done) return
        child.off('message', onMessage)
        child.off('exit', onExit)
        if ('failed' in news) reject(new Error(news.failed))
        else resolve()
      }
      const onExit = () => reject(new Error('the load generator ended'))
      child.on('message', onMessage)
      child.once('exit', onExit)
      child.send(message)
    })
  await ask({ setup }, (news) => 'ready' in news)
  return {
    pid: child.pid ?? 0,
    async run(job, report) {
      let result: LoadResult | undefined
      await ask({ job }, (news) => {
        if ('now' in news) report?.(news.now)
        if ('result' in news) result = news.result
        return 'result' in news
      })
      if (!result) throw new Error('the load generator gave no result')
      return result
    },
    stop: () => child.disconnect(),
  }
}
