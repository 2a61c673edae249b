import type { LoadNow, LoadResult } from '@stoa/load'
import type { Databases } from '@stoa/verify'
import type { Generator, GeneratorJob } from './generator.ts'
import { type CpuByName, openCpuMeter } from './machine/processes.ts'
import { type BacklogSource, countMessages, sampleBacklog } from './search/backlog.ts'
import { type Backlog, growing } from './search/growing.ts'

export interface Bench {
  readonly generator: Generator
  readonly source: BacklogSource
  /** Processes to be told apart, by their pid, as they are now. */
  readonly roots: () => ReadonlyMap<number, string>
}

export interface Measured {
  readonly ratePerSecond: number
  readonly load: LoadResult
  /** Places where more and more waited. */
  readonly grew: readonly string[]
  readonly sustained: boolean
  readonly highest: Backlog
  readonly cpuMs: CpuByName
  readonly messages: number
  readonly commits: number
  readonly walBytes: number
}

/** Beyond this the wait for an answer is a backlog itself: requests queue where no database shows them. */
const acceptableAcceptMs = 1_000

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
    for (const [place, waiting] of Object.entries(sample))
      highest[place] = Math.max(highest[place] ?? 0, waiting)
  return Object.fromEntries(Object.entries(highest).filter(([, waiting]) => waiting > 0))
}

/** Offers one rate for a while and tells whether the platform kept up, and at what cost. */
export async function measure(
  { generator, source, roots }: Bench,
  job: GeneratorJob,
  report?: (now: LoadNow) => void,
): Promise<Measured> {
  const { ratePerSecond } = job
  const before = await readCounters(source.db)
  const messagesBefore = await countMessages(source.broker)
  const cpu = openCpuMeter(roots)
  const backlog = sampleBacklog(source)
  const seconds = Math.ceil(job.seconds)
  const load = await generator.run(job, report)
  const cpuMs = cpu.read()
  const samples = (await backlog.stop()).slice(0, seconds)
  const after = await readCounters(source.db)
  const grew = growing(samples.slice(1), ratePerSecond)
  const slow = (load.acceptMs.p99 ?? Number.POSITIVE_INFINITY) > acceptableAcceptMs
  const missing = load.failed + load.dropped + load.unsettled + (load.accepted - load.confirmed)
  return {
    ...{ ratePerSecond, load, grew, cpuMs, highest: highestOf(samples) },
    sustained: grew.length === 0 && !slow && missing === 0,
    messages: (await countMessages(source.broker)) - messagesBefore,
    commits: after.commits - before.commits,
    walBytes: after.walBytes - before.walBytes,
  }
}
