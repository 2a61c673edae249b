import { type Db, inTransaction } from '@stoa/postgres'
import { sql } from 'kysely'
import type { StreamState } from './bus.ts'
import type { OutboxRow } from './outbox.ts'
import type { EventTables } from './tables.ts'

/** Rows that one scan reads at most. */
export const scanLimit = 512

/** Rows are kept this long after they were published, in case the broker forgets them. */
const keepMinutes = 30

export type OutboxStore = ReturnType<typeof createOutboxStore>

export const createOutboxStore = (db: Db<EventTables>, stream: string) => ({
  /** Highest recorded sequence; read before the stream's own, so that it can never be ahead of a healthy one. */
  async lastPublished(): Promise<number> {
    const { rows } = await sql<{ last: number | null }>`
      select max(stream_seq) as last from outbox where stream_seq is not null`.execute(db)
    return rows[0]?.last ?? 0
  },

  /** Makes pending again what a recreated or shortened stream no longer holds. */
  async reconcile(
    state: StreamState,
    lastPublished: number,
  ): Promise<{ epoch: number; again: number }> {
    return inTransaction(db, async (trx) => {
      await sql`insert into outbox_stream (stream, created) values (${stream}, ${state.created})
        on conflict (stream) do nothing`.execute(trx)
      const { rows } = await sql<{ created: string; epoch: number }>`
        select created, epoch from outbox_stream where stream = ${stream} for update`.execute(trx)
      const known = rows[0] ?? { created: state.created, epoch: 0 }
      const recreated = known.created !== state.created
      if (!recreated && state.lastSeq >= lastPublished) return { epoch: known.epoch, again: 0 }
      const lost = await sql`update outbox set stream_seq = null, published_at = null
        where stream_seq is not null and (${recreated} or stream_seq > ${state.lastSeq})`.execute(
        trx,
      )
      await sql`update outbox_stream set created = ${state.created}, epoch = epoch + 1
        where stream = ${stream}`.execute(trx)
      return { epoch: known.epoch + 1, again: Number(lost.numAffectedRows ?? 0) }
    })
  },

  async pending(olderThanMs: number): Promise<OutboxRow[]> {
    const { rows } = await sql<OutboxRow>`
      select id, subject, payload, items from outbox
      where stream_seq is null and created_at <= now() - make_interval(secs => ${olderThanMs / 1000})
      order by id limit ${scanLimit}`.execute(db)
    return rows
  },

  /** Acknowledgements of an earlier life of the stream prove nothing: they are left out. */
  async markPublished(acknowledged: readonly { id: string; seq: number }[], epoch: number) {
    if (acknowledged.length === 0) return
    const ids = acknowledged.map(({ id }) => id)
    const seqs = acknowledged.map(({ seq }) => seq)
    await sql`
      update outbox o set stream_seq = u.seq, published_at = now()
      from unnest(${ids}::uuid[], ${seqs}::bigint[]) as u (id, seq)
      where o.id = u.id and o.stream_seq is null
        and exists (select from outbox_stream s where s.stream = ${stream} and s.epoch = ${epoch})`.execute(
      db,
    )
  },

  async prune(): Promise<void> {
    await sql`delete from outbox where published_at < now() - make_interval(mins => ${keepMinutes})`.execute(
      db,
    )
  },

  async backlog(): Promise<{ pending: number; oldestSeconds: number }> {
    const { rows } = await sql<{ pending: number; oldest: number | null }>`
      select count(*) as pending, extract(epoch from now() - min(created_at))::float8 as oldest
      from outbox where stream_seq is null`.execute(db)
    return { pending: rows[0]?.pending ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 }
  },
})
