import { type Db, isCheckViolation, type Trx } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface QuoteUse {
  readonly quoteId: string
  readonly maxUses: number
  readonly expiresAt: Date
}

/** Counts a use for each entry: a part of a larger statement. Fails when a quote has more uses than it may have. */
export const countUses = (uses: readonly QuoteUse[]): RawBuilder<unknown> => sql`
  insert into quotes (quote_id, max_uses, uses, expires_at)
  select quote_id, max_uses, count(*), expires_at from unnest(
    ${uses.map(({ quoteId }) => quoteId)}::text[], ${uses.map(({ maxUses }) => maxUses)}::integer[],
    ${uses.map(({ expiresAt }) => expiresAt)}::timestamptz[]
  ) as u (quote_id, max_uses, expires_at)
  group by quote_id, max_uses, expires_at order by quote_id
  on conflict (quote_id) do update set uses = quotes.uses + excluded.uses`

export const isUsedUp = (error: unknown): boolean => isCheckViolation(error, 'quotes_uses_check')

/** The uses of each quote that has any. */
export async function findUses(
  db: Db<Database>,
  quoteIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ quote_id: string; uses: number }>`
    select quote_id, uses from quotes where quote_id = any(${quoteIds}::text[])`.execute(db)
  return new Map(rows.map(({ quote_id, uses }) => [quote_id, uses]))
}

/** Takes back a use for each entry. Locks the quotes in one order for all transactions that do. */
export async function giveBackUses(trx: Trx<Database>, quoteIds: readonly string[]): Promise<void> {
  if (quoteIds.length === 0) return
  await sql`
    with locked as (
      select quote_id from quotes where quote_id = any(${quoteIds}::text[]) order by quote_id for update
    )
    update quotes q set uses = q.uses - u.uses
    from locked join (select quote_id, count(*)::integer as uses from unnest(${quoteIds}::text[]) as i (quote_id) group by 1) u
      using (quote_id)
    where q.quote_id = locked.quote_id`.execute(trx)
}

/** An expired quote cannot be used; its uses are kept for a day longer than that. */
export async function pruneQuotes(db: Db<Database>): Promise<void> {
  await sql`delete from quotes where expires_at < now() - interval '1 day'`.execute(db)
}
