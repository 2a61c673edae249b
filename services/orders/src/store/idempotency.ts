import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface KeptAnswer {
  readonly caller: string
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  readonly body: string
}

export async function findAnswers(
  db: Db<Database>,
  asked: readonly { caller: string; key: string }[],
): Promise<KeptAnswer[]> {
  const { rows } = await sql<KeptAnswer>`
    select k.caller, k.key, k.fingerprint, k.status, k.body from idempotency_keys k
    join unnest(${asked.map(({ caller }) => caller)}::text[], ${asked.map(({ key }) => key)}::text[])
      as u (caller, key) on k.caller = u.caller and k.key = u.key`.execute(db)
  return rows
}

export async function keepAnswer(
  db: Db<Database>,
  answer: KeptAnswer & { orderId: string },
): Promise<void> {
  const { caller, key, fingerprint, orderId, status, body } = answer
  await sql`insert into idempotency_keys (caller, key, fingerprint, order_id, status, body)
    values (${caller}, ${key}, ${fingerprint}, ${orderId}, ${status}, ${body})`.execute(db)
}

/** Keys are kept for longer than the 24 hours that are promised. */
export async function pruneAnswers(db: Db<Database>): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '26 hours'`.execute(db)
}
