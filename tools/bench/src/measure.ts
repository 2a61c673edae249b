import type { LoadProgress, LoadResult } from '@stoa/load'
import type { Databases } from '@stoa/verify'
import type { Generator, GeneratorJob } from './generator.ts'
import { type CpuByName, openCpuMeter } from './machine/processes.ts'
import {
  type BacklogSource,
  countMessages,
  sampleBacklog,
  untilNoneOpen,
} from './search/backlog.ts'
import { type Backlog, growingQueues } from './search/growing-queues.ts'

export interface Bench {
  readonly generator: Generator
  readonly source: BacklogSource
  /** Names of the processes to measure, by their current pids. */
  readonly processNames: () => ReadonlyMap<number, string>
}

export interface Measured {
  readonly ratePerSecond: number
  readonly load: LoadResult
  /** Orders that were offered and not confirmed. */
  readonly notConfirmed: number
  /** Queues that grew. */
  readonly grew: readonly string[]
  /** Every order was confirmed, responses were fast enough and no queue grew. */
  readonly sustained: boolean
  /** The most items seen in each queue. */
  readonly highest: Backlog
  readonly cpuMs: CpuByName
  readonly messages: number
  readonly commits: number
  readonly walBytes: number
}

/** A higher p99 means that requests queue where no database shows them. */
const maxAcceptP99Ms = 1_000

const counters = `
  select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'),
    (select sum(xact_commit) from pg_stat_database)`

const readCounters = async (db: Databases) => {
  const [[wal, commits] = []] = await db.rows('orders', counters)
  return { walBytes: Number(wal), commits: Number(commits) }
}

const highestOf = (samples: readonly Backlog[]): Backlog => {
  const highest: Record<string, number> = {}
  for (const sample of samples)
    for (const [queue, items] of Object.entries(sample))
      highest[queue] = Math.max(highest[queue] ?? 0, items)
  return Object.fromEntries(Object.entries(highest).filter(([, items]) => items > 0))
}

/** Offers one rate for a while, and measures whether the platform sustained it and what it cost. */
export async function measure(
  { generator, source, processNames }: Bench,
  job: GeneratorJob,
  report?: (progress: LoadProgress) => void,
): Promise<Measured> {
  const { ratePerSecond } = job
  const before = await readCounters(source.db)
  const messagesBefore = await countMessages(source.streams)
  const cpu = openCpuMeter(processNames)
  const backlog = sampleBacklog(source)
  const seconds = Math.ceil(job.seconds)
  const load = await generator.run(job, report)
  await untilNoneOpen(source.db, job.settleSeconds * 1_000)
  const cpuMs = cpu.read()
  const samples = (await backlog.stop()).slice(0, seconds)
  const after = await readCounters(source.db)
  const grew = growingQueues(samples.slice(1), ratePerSecond)
  const slow = (load.acceptMs.p99 ?? Number.POSITIVE_INFINITY) > maxAcceptP99Ms
  const notConfirmed =
    load.failed + load.dropped + load.unsettled + (load.accepted - load.confirmed)
  return {
    ...{ ratePerSecond, load, notConfirmed, grew, cpuMs, highest: highestOf(samples) },
    sustained: grew.length === 0 && !slow && notConfirmed === 0,
    messages: (await countMessages(source.streams)) - messagesBefore,
    commits: after.commits - before.commits,
    walBytes: after.walBytes - before.walBytes,
  }
}
