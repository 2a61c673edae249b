import { type Db, isTransient } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Tables } from '../tables.ts'

export interface ObjectRow {
  readonly id: string
  readonly kind: string
  readonly ref: string | null
  readonly body: unknown
}

export interface AnswerRow {
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  readonly body: string
}

/** Providers take longer than this to answer; what they take meanwhile is written in one statement. */
const lingerMs = 30

interface Batch {
  readonly objects: Map<string, ObjectRow>
  readonly answers: AnswerRow[]
  readonly written: PromiseWithResolvers<void>
}

const emptyBatch = (): Batch => ({
  objects: new Map(),
  answers: [],
  written: Promise.withResolvers<void>(),
})

/** Writes what many calls change in one statement; a call's promise holds once its rows are in the database. */
export function createWriter(db: Db<Tables>) {
  let open = emptyBatch()
  let writing = false
  let last: Promise<void> = Promise.resolve()
  const isEmpty = () => open.objects.size === 0 && open.answers.length === 0

  const flush = async () => {
    writing = true
    while (!isEmpty()) {
      await new Promise((resolve) => setTimeout(resolve, lingerMs))
      const batch = open
      last = batch.written.promise
      open = emptyBatch()
      try {
        await writeUntilDone(db, batch)
        batch.written.resolve()
      } catch (error) {
        batch.written.reject(error)
      }
    }
    writing = false
  }

  return {
    write(objects: readonly ObjectRow[], answer?: AnswerRow): Promise<void> {
      for (const object of objects) open.objects.set(object.id, object)
      if (answer) open.answers.push(answer)
      const { written } = open
      if (!writing) void flush()
      return written.promise
    },
    /** Holds once everything that was handed over until now is written. */
    settled: () => (isEmpty() ? last : open.written.promise),
  }
}

export type Writer = ReturnType<typeof createWriter>

async function writeUntilDone(db: Db<Tables>, batch: Batch): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeBatch(db, batch)
    } catch (error) {
      if (!isTransient(error) || attempt >= 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function writeBatch(db: Db<Tables>, { objects, answers }: Batch): Promise<void> {
  const rows = [...objects.values()]
  // Not waiting for the disk is fine here: what this process took survives its own death, and that is what is promised.
  await sql`
    with setting as (select set_config('synchronous_commit', 'off', true) as off),
    kept as (
      insert into objects (id, kind, ref, body)
      select o.id, o.kind, o.ref, o.body::json from setting, unnest(
        ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.kind)}::text[],
        ${rows.map((row) => row.ref)}::text[], ${rows.map((row) => JSON.stringify(row.body))}::text[]
      ) as o (id, kind, ref, body)
      on conflict (id) do update set body = excluded.body, ref = excluded.ref, updated_at = now()
    )
    insert into answers (key, fingerprint, status, body)
    select a.* from unnest(
      ${answers.map((row) => row.key)}::text[], ${answers.map((row) => row.fingerprint)}::text[],
      ${answers.map((row) => row.status)}::integer[], ${answers.map((row) => row.body)}::text[]
    ) as a
    on conflict (key) do nothing`.execute(db)
}
