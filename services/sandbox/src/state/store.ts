import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { createKnownKeys } from './known-keys.ts'
import { type AnswerRow, createWriter, type ObjectRow } from './writer.ts'

const maxCached = 20_000
export const answersKeptHours = 24
const serialBlock = 10_000

/** Objects of one kind: recently used ones are cached, all are in the database. */
export interface Collection<Body> {
  /** Reads an object into the cache, so that `now` finds it. */
  load(id: string): Promise<Body | undefined>
  /** The cached object. A change must call `row` without an await in between. */
  now(id: string): Body | undefined
  findByRef(ref: string): Promise<Body[]>
  /** Caches the object at once and returns the row to write. */
  row(id: string, body: Body, ref?: string): ObjectRow
}

/** Which objects of a kind to read, by their ids, which grow with time. */
export interface Range {
  readonly from: string
  readonly before: string
  readonly limit?: number
  readonly newestFirst?: boolean
}

export type Store = Awaited<ReturnType<typeof openStore>>

export async function openStore(db: Db<Tables>) {
  const writer = createWriter(db)
  const memory = new Map<string, ObjectRow>()
  const knownKeys = createKnownKeys()
  await db
    .deleteFrom('answers')
    .where('created_at', '<', sql<Date>`now() - make_interval(hours => ${answersKeptHours})`)
    .execute()
  for (const { key } of await db.selectFrom('answers').select('key').execute()) knownKeys.add(key)

  const cache = (row: ObjectRow) => {
    memory.delete(row.id)
    memory.set(row.id, row)
  }
  /** Evicts the oldest objects; only safe once all are written. */
  const evict = () => {
    for (const id of memory.keys()) {
      if (memory.size <= maxCached) return
      memory.delete(id)
    }
  }

  const collection = <Body>(kind: string): Collection<Body> => ({
    async load(id) {
      if (!memory.has(id)) {
        const row = await db
          .selectFrom('objects')
          .select(['id', 'kind', 'ref', 'body'])
          .where('id', '=', id)
          .executeTakeFirst()
        if (row && !memory.has(id)) cache(row)
      }
      return this.now(id)
    },
    now(id) {
      const row = memory.get(id)
      return row?.kind === kind ? (row.body as Body) : undefined
    },
    async findByRef(ref) {
      await writer.settled()
      const rows = await db
        .selectFrom('objects')
        .select(['id', 'body'])
        .where('kind', '=', kind)
        .where('ref', '=', ref)
        .orderBy('updated_at')
        .execute()
      return rows.map((row) => this.now(row.id) ?? (row.body as Body))
    },
    row(id, body, ref) {
      const row = { id, kind, body, ref: ref ?? memory.get(id)?.ref ?? null }
      cache(row)
      return row
    },
  })

  let serial = 0
  let serialsEnd = 0
  let fetching: Promise<void> | undefined
  const moreSerials = async () => {
    const { rows } = await sql<{ from: number }>`select nextval('serials') as from`.execute(db)
    serial = rows[0]?.from ?? 0
    serialsEnd = serial + serialBlock
    fetching = undefined
  }

  return {
    collection,
    async range<Body>(kind: string, { from, before, limit, newestFirst }: Range): Promise<Body[]> {
      await writer.settled()
      const rows = await db
        .selectFrom('objects')
        .select('body')
        .where('kind', '=', kind)
        .where('id', '>=', from)
        .where('id', '<', before)
        .orderBy('id', newestFirst ? 'desc' : 'asc')
        .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
        .execute()
      return rows.map(({ body }) => body as Body)
    },
    async write(objects: readonly ObjectRow[], answer?: AnswerRow): Promise<void> {
      if (answer) knownKeys.add(answer.key)
      await writer.write(objects, answer)
      if (memory.size > maxCached * 1.1) {
        await writer.settled()
        evict()
      }
    },
    /** The answer to a request of this key since then. */
    async answerOf(key: string, since: Date) {
      if (!knownKeys.mayHave(key)) return undefined
      await writer.settled()
      return db
        .selectFrom('answers')
        .selectAll()
        .where('key', '=', key)
        .where('created_at', '>', since)
        .executeTakeFirst()
    },
    /** A number that was never used before. */
    async nextSerial(): Promise<number> {
      while (serial >= serialsEnd) {
        fetching ??= moreSerials()
        await fetching
      }
      return serial++
    },
    settled: writer.settled,
  }
}
