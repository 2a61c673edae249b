import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { createSeen } from './seen.ts'
import { type AnswerRow, createWriter, type ObjectRow } from './writer.ts'

const cached = 20_000
const keepAnswersHours = 24
const serialBlock = 10_000

/** Objects of one kind; what is used now is in memory, the rest in the database. */
export interface Shelf<Body> {
  /** Fetches it into memory, so that `now` finds it. */
  load(id: string): Promise<Body | undefined>
  /** As it is at this moment; no await may stand between this and `row`. */
  now(id: string): Body | undefined
  findByRef(ref: string): Promise<Body[]>
  /** Puts it in memory at once and answers the row to be written. */
  row(id: string, body: Body, ref?: string): ObjectRow
}

export type Store = Awaited<ReturnType<typeof openStore>>

export async function openStore(db: Db<Tables>) {
  const writer = createWriter(db)
  const memory = new Map<string, ObjectRow>()
  const seen = createSeen()
  await db
    .deleteFrom('answers')
    .where('created_at', '<', sql<Date>`now() - make_interval(hours => ${keepAnswersHours})`)
    .execute()
  for (const { key } of await db.selectFrom('answers').select('key').execute()) seen.add(key)

  const remember = (row: ObjectRow) => {
    memory.delete(row.id)
    memory.set(row.id, row)
  }
  /** Only what is written may be forgotten; the oldest entries are. */
  const forget = () => {
    for (const id of memory.keys()) {
      if (memory.size <= cached) return
      memory.delete(id)
    }
  }

  const shelf = <Body>(kind: string): Shelf<Body> => ({
    async load(id) {
      if (!memory.has(id)) {
        const row = await db
          .selectFrom('objects')
          .select(['id', 'kind', 'ref', 'body'])
          .where('id', '=', id)
          .executeTakeFirst()
        if (row && !memory.has(id)) remember(row)
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
      remember(row)
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
    shelf,
    async write(objects: readonly ObjectRow[], answer?: AnswerRow): Promise<void> {
      if (answer) seen.add(answer.key)
      await writer.write(objects, answer)
      if (memory.size > cached * 1.1) {
        await writer.settled()
        forget()
      }
    },
    async answerOf(key: string): Promise<AnswerRow | undefined> {
      if (!seen.mayHave(key)) return undefined
      await writer.settled()
      return db.selectFrom('answers').selectAll().where('key', '=', key).executeTakeFirst()
    },
    /** A number that was never given before. */
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
