import type { Db, Trx } from '@stoa/postgres'
import type { JWK } from 'jose'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface QuoteKey {
  readonly kid: string
  readonly privateJwk: JWK
  readonly publicJwk: JWK
  readonly createdAt: Date
}

/** Newest first. */
export async function readQuoteKeys(db: Db<Database>): Promise<QuoteKey[]> {
  const { rows } = await sql<QuoteKey>`
    select kid, private_jwk as "privateJwk", public_jwk as "publicJwk", created_at as "createdAt"
    from quote_keys order by created_at desc, kid`.execute(db)
  return rows
}

/** Makes replicas that rotate the keys wait for each other; locks the table because it may have no row. */
export async function lockQuoteKeys(trx: Trx<Database>): Promise<void> {
  await sql`lock table quote_keys in share row exclusive mode`.execute(trx)
}

export async function insertQuoteKey(trx: Trx<Database>, key: QuoteKey): Promise<void> {
  await sql`
    insert into quote_keys (kid, private_jwk, public_jwk, created_at)
    values (${key.kid}, ${JSON.stringify(key.privateJwk)}::jsonb, ${JSON.stringify(key.publicJwk)}::jsonb,
      ${key.createdAt})`.execute(trx)
}

export async function deleteQuoteKeys(trx: Trx<Database>, kids: readonly string[]): Promise<void> {
  await sql`delete from quote_keys where kid = any(${kids}::text[])`.execute(trx)
}
