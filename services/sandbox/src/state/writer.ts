import { setTimeout as sleep } from 'node:timers/promises'
import { type Db, isTransient } from '@stoa/postgres'
import { batch } from '@stoa/work'
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
  readonly createdAt: Date
}

interface Change {
  readonly objects: readonly ObjectRow[]
  readonly answer: AnswerRow | undefined
}

/** Providers take longer than this to answer; rows that come meanwhile are written in one statement. */
const batching = { maxItems: 1_000, linger: 30 }

/** Writes the rows of many calls in one statement; each call's promise resolves once its rows are in the database. */
export function createWriter(db: Db<Tables>) {
  const { add, settled } = batch<Change, undefined>(async (changes) => {
    const objects = new Map(
      changes.flatMap((change) => change.objects.map((object) => [object.id, object] as const)),
    )
    await writeUntilDone(db, {
      objects: [...objects.values()],
      answers: changes.flatMap(({ answer }) => answer ?? []),
    })
    return undefined
  }, batching)
  return {
    write: (objects: readonly ObjectRow[], answer?: AnswerRow): Promise<void> =>
      add({ objects, answer }),
    settled,
  }
}

interface Rows {
  /** Each object once: one statement cannot write a row twice. */
  readonly objects: readonly ObjectRow[]
  readonly answers: readonly AnswerRow[]
}

const attempts = 100
const pauseMs = 100

async function writeUntilDone(db: Db<Tables>, rows: Rows): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeRows(db, rows)
    } catch (error) {
      if (!isTransient(error) || attempt >= attempts) throw error
      await sleep(pauseMs)
    }
  }
}

async function writeRows(db: Db<Tables>, { objects, answers }: Rows): Promise<void> {
  // The promise is to survive the death of this process, not of the database's host: no wait for the disk.
  await sql`
    with setting as (select set_config('synchronous_commit', 'off', true) as off),
    written as (
      insert into objects (id, kind, ref, body)
      select o.id, o.kind, o.ref, o.body::json from setting, unnest(
        ${objects.map((row) => row.id)}::text[], ${objects.map((row) => row.kind)}::text[],
        ${objects.map((row) => row.ref)}::text[], ${objects.map((row) => JSON.stringify(row.body))}::text[]
      ) as o (id, kind, ref, body)
      on conflict (id) do update set body = excluded.body, ref = excluded.ref, updated_at = now()
    )
    insert into answers (key, fingerprint, status, body, created_at)
    select a.* from unnest(
      ${answers.map((row) => row.key)}::text[], ${answers.map((row) => row.fingerprint)}::text[],
      ${answers.map((row) => row.status)}::integer[], ${answers.map((row) => row.body)}::text[],
      ${answers.map((row) => row.createdAt)}::timestamptz[]
    ) as a
    on conflict (key) do update set fingerprint = excluded.fingerprint, status = excluded.status,
      body = excluded.body, created_at = excluded.created_at`.execute(db)
}
