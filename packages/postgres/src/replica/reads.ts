import { counter, type Log } from '@stoa/service'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type ConnectOptions, type Db, openPool } from '../connect.ts'
import { freshPool, ReplicaBehind } from './fresh-pool.ts'
import { trackPositions } from './positions.ts'

export interface ReadOptions {
  /** For a caller that must see what was committed just now. */
  readonly latest?: boolean
}

/** Reads that may be answered by a replica. */
export interface Reads<Tables> {
  /** Runs `work`, which writes nothing, on a replica within the bound, else on the primary. */
  read<Result>(work: (db: Db<Tables>) => Promise<Result>, options?: ReadOptions): Promise<Result>
  close(): Promise<void>
}

const answered = counter({
  name: 'db_replica_reads_total',
  help: 'Reads that a replica may answer, by what answered, and why it was the primary',
  labels: {
    answer: ['replica', 'primary_replica_behind', 'primary_replica_failed', 'primary_latest'],
  },
})

/** Every read on the primary, where there is no replica. */
export const primaryReads = <Tables>(primary: Db<Tables>): Reads<Tables> => ({
  read: (work) => work(primary),
  close: async () => undefined,
})

export interface ReplicaOptions extends Pick<ConnectOptions, 'poolSize' | 'applicationName'> {
  /** A read shows everything that was committed this long ago. */
  readonly maxLagMs: number
  readonly log: Log
  readonly nowMs?: () => number
}

/** A replica that hangs must not cost a caller its deadline: the primary has yet to answer. */
const limits = { connectMs: 500, statementMs: 2_000 }
const restMs = 5_000

/** Reads from the replicas behind `url`; without it, or without one that answers in time, from the primary. */
export function connectReads<Tables>(
  primary: Db<Tables>,
  url: string | undefined,
  { maxLagMs, log, nowMs = () => performance.now(), ...options }: ReplicaOptions,
): Reads<Tables> {
  if (url === undefined) return primaryReads(primary)
  const positions = trackPositions({
    read: () => readPosition(primary),
    ...{ nowMs, everyMs: maxLagMs / 4, keepMs: maxLagMs },
  })
  const pool = openPool(url, {
    ...options,
    ...{ statementTimeoutMs: limits.statementMs, connectTimeoutMs: limits.connectMs },
    ...{ answerTimeoutMs: limits.statementMs + limits.connectMs, maxLifetimeSeconds: 300 },
    onIdleError: (err) => log.warn({ err }, 'an idle connection to the replica was lost'),
  })
  const replica = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: freshPool(pool, { positions, nowMs, maxLagMs, retryMs: maxLagMs / 4 }),
    }),
  })
  let restsUntilMs = Number.NEGATIVE_INFINITY

  function whyPrimary(err: unknown): 'primary_replica_behind' | 'primary_replica_failed' {
    if (err instanceof ReplicaBehind) return 'primary_replica_behind'
    if (nowMs() >= restsUntilMs)
      log.warn({ err }, `no replica could be asked; the primary answers for ${restMs / 1000} s`)
    restsUntilMs = nowMs() + restMs
    return 'primary_replica_failed'
  }

  return {
    async read(work, { latest = false } = {}) {
      if (latest || nowMs() < restsUntilMs) {
        answered.inc({ answer: latest ? 'primary_latest' : 'primary_replica_failed' })
        return work(primary)
      }
      try {
        const result = await work(replica)
        answered.inc({ answer: 'replica' })
        return result
      } catch (error) {
        answered.inc({ answer: whyPrimary(error) })
        return work(primary)
      }
    },
    close: () => replica.destroy(),
  }
}

/** Where the primary's log ends. A commit is visible only once its record is flushed. */
async function readPosition<Tables>(primary: Db<Tables>): Promise<number> {
  const { rows } = await sql<{ lsn: string }>`
    select pg_current_wal_flush_lsn() - '0/0' as lsn`.execute(primary)
  return Number(rows[0]?.lsn)
}
