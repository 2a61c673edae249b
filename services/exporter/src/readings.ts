import { readFile } from 'node:fs/promises'
import type { BrokerMonitor } from '@stoa/events/monitor'
import { brokerSamples, health, jsz, varz } from './broker.ts'
import { databaseSamples } from './database.ts'
import type { Readings } from './metrics.ts'
import { runnerSamples, runnerState } from './runner.ts'
import type { Statistics } from './statistics.ts'

export interface Sources {
  readonly monitor: BrokerMonitor
  /** Resolves when the database server answers. */
  readonly askDatabase: () => Promise<unknown>
  readonly readStatistics: () => Promise<Statistics>
  /** The state file of the local runner. */
  readonly runnerState: string | undefined
}

export const readingsOf = ({
  monitor,
  askDatabase,
  readStatistics,
  runnerState: file,
}: Sources): Readings['bySource'] => ({
  broker: {
    ask: () => monitor.report('HEALTHZ'),
    read: async () => brokerSamples(await readBroker(monitor)),
  },
  database: {
    ask: askDatabase,
    read: async () => databaseSamples(await readStatistics()),
  },
  ...(file && { runner: { read: async () => runnerSamples(await readState(file)) } }),
})

const readState = async (file: string) =>
  runnerState.parse(JSON.parse(await readFile(file, 'utf8')))

const readBroker = async (monitor: BrokerMonitor) => ({
  health: health.parse(await monitor.report('HEALTHZ')),
  varz: varz.parse(await monitor.report('VARZ')),
  jsz: jsz.parse(await monitor.report('JSZ', { accounts: true, streams: true, consumer: true })),
})
