import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { type Positions, shownSince } from './positions.ts'

/** The replica has not replayed recent transactions. */
export class ReplicaBehind extends Error {
  override readonly name = 'ReplicaBehind'
}

interface Verdict {
  readonly isFresh: boolean
  readonly untilMs: number
}

interface Options {
  readonly positions: Positions
  readonly nowMs: () => number
  readonly maxLagMs: number
  /** How long a connection whose replica is behind is not asked again. */
  readonly retryMs: number
}

/** A server that is not a replica, such as one that was promoted, counts as far behind: its log may be another than the primary's. */
const replayedText = `select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() - '0/0' else 0 end as lsn`

/**
 * A pool whose connections show everything that was committed `maxLagMs` ago. Each connection is judged by itself,
 * since behind one address there may be several replicas. `connect` throws ReplicaBehind for the others.
 */
export function freshPool(
  pool: PostgresPool,
  { positions, nowMs, maxLagMs, retryMs }: Options,
): PostgresPool {
  const verdicts = new WeakMap<PostgresPoolClient, Verdict>()

  async function judge(client: PostgresPoolClient): Promise<Verdict> {
    const recent = await positions.recent()
    const { rows } = await client.query<{ lsn: string }>(replayedText, [])
    const shownMs = shownSince(recent, Number(rows[0]?.lsn))
    return shownMs === undefined
      ? { isFresh: false, untilMs: nowMs() + retryMs }
      : { isFresh: true, untilMs: shownMs + maxLagMs }
  }

  async function isFresh(client: PostgresPoolClient): Promise<boolean> {
    const known = verdicts.get(client)
    if (known && nowMs() < known.untilMs) return known.isFresh
    const verdict = await judge(client)
    verdicts.set(client, verdict)
    return verdict.isFresh
  }

  return {
    ...pool,
    async connect() {
      const client = await pool.connect()
      let fresh = false
      try {
        fresh = await isFresh(client)
      } finally {
        if (!fresh) client.release()
      }
      if (!fresh) throw new ReplicaBehind('the replica is behind its bound')
      return client
    },
  }
}
