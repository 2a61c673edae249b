import { readFile } from 'node:fs/promises'
import type { BrokerMonitor } from '@stoa/events/monitor'
import { brokerSamples, health, jsz, varz } from './broker.ts'
import { type CacheOptions, cached } from './cached.ts'
import { databaseSamples } from './database.ts'
import type { Source } from './definitions.ts'
import type { Readings } from './metrics.ts'
import { runnerSamples, runnerState } from './runner.ts'
import type { Sample } from './sample.ts'
import type { Statistics } from './statistics.ts'

export interface Sources {
  readonly monitor: BrokerMonitor
  readonly readStatistics: () => Promise<Statistics>
  /** The state file of the local runner. */
  readonly runnerState: string | undefined
  onFailure(source: Source, error: unknown): void
}

/** What the sources say; each is asked at most once in `forMs`, however often it is scraped. */
export function readingsOf(
  { monitor, readStatistics, runnerState: file, onFailure }: Sources,
  cache: Omit<CacheOptions, 'onFailure'>,
): Partial<Readings> {
  const from = (source: Source, read: () => Promise<readonly Sample[]>) =>
    cached(read, { ...cache, onFailure: (error) => onFailure(source, error) })
  return {
    broker: from('broker', async () => brokerSamples(await readBroker(monitor))),
    database: from('database', async () => databaseSamples(await readStatistics())),
    ...(file && { runner: from('runner', async () => runnerSamples(await readState(file))) }),
  }
}

const readState = async (file: string) =>
  runnerState.parse(JSON.parse(await readFile(file, 'utf8')))

const readBroker = async (monitor: BrokerMonitor) => ({
  health: health.parse(await monitor.report('HEALTHZ')),
  varz: varz.parse(await monitor.report('VARZ')),
  jsz: jsz.parse(await monitor.report('JSZ', { accounts: true, streams: true, consumer: true })),
})
