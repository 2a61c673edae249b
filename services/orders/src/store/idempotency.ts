import type { Db } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface StoredAnswer {
  readonly caller: string
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  readonly body: string
}

export async function findAnswers(
  db: Db<Database>,
  keys: readonly { readonly caller: string; readonly key: string }[],
): Promise<StoredAnswer[]> {
  const { rows } = await sql<StoredAnswer>`
    select k.caller, k.key, k.fingerprint, k.status, k.body from idempotency_keys k
    join unnest(${keys.map(({ caller }) => caller)}::text[], ${keys.map(({ key }) => key)}::text[])
      as u (caller, key) on k.caller = u.caller and k.key = u.key`.execute(db)
  return rows
}

export type NewAnswer = StoredAnswer & { readonly orderId: string }

/** Stores the answers of requests: a statement, or a part of a larger one. Fails when a key is taken already. */
export const insertAnswers = (answers: readonly NewAnswer[]): RawBuilder<unknown> => sql`
  insert into idempotency_keys (caller, key, fingerprint, order_id, status, body)
  select * from unnest(
    ${answers.map(({ caller }) => caller)}::text[], ${answers.map(({ key }) => key)}::text[],
    ${answers.map(({ fingerprint }) => fingerprint)}::text[], ${answers.map(({ orderId }) => orderId)}::uuid[],
    ${answers.map(({ status }) => status)}::integer[], ${answers.map(({ body }) => body)}::text[]
  )`

/** Keys are kept for longer than the 24 hours that are promised. */
export async function pruneAnswers(db: Db<Database>): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '26 hours'`.execute(db)
}
