import { readFile } from 'node:fs/promises'
import type { BrokerMonitor, ServerAnswer } from '@stoa/events/monitor'
import type { z } from 'zod'
import { brokerSamples, health, jsz, type ServerReport, serversOf, varz } from './broker.ts'
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
    ask: () => monitor.reports('HEALTHZ', { isAll: () => true }),
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

/** The first report tells how many servers answer; the others are not waited for longer than these take. */
async function readBroker(monitor: BrokerMonitor) {
  const servers = await monitor.reports('VARZ', {
    isAll: (answers) => answers.length >= serversOf(varz.parse(answers[0]?.data)),
  })
  const isAll = (answers: readonly ServerAnswer[]) => answers.length >= servers.length
  const about = { accounts: true, streams: true, consumer: true }
  const [healths, streams] = await Promise.all([
    monitor.reports('HEALTHZ', { isAll }),
    monitor.reports('JSZ', { about, isAll }),
  ])
  return {
    health: healths.map(parsedBy(health)),
    varz: servers.map(parsedBy(varz)),
    jsz: streams.map(parsedBy(jsz)),
  }
}

const parsedBy =
  <Report>(schema: z.ZodType<Report>) =>
  ({ server, data }: ServerAnswer): ServerReport<Report> => ({ server, report: schema.parse(data) })
