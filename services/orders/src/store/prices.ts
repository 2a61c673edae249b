import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Price } from '../price.ts'
import type { Database } from '../tables.ts'

export async function findPrices(
  db: Db<Database>,
  skus: readonly string[],
): Promise<Map<string, Price>> {
  const { rows } = await sql<Price>`
    select sku, price_minor as "priceMinor", currency, weight_grams as "weightGrams", dimensions, active
    from prices where sku = any(${[...new Set(skus)]}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.sku, row]))
}

export interface Product extends Price {
  readonly name: string
  readonly revision: number
}

/** Saves the newest revision of each product; they may arrive in any order. */
export async function savePrices(trx: Trx<Database>, products: readonly Product[]): Promise<void> {
  const newest = new Map<string, Product>()
  for (const product of products)
    if ((newest.get(product.sku)?.revision ?? 0) < product.revision)
      newest.set(product.sku, product)
  const rows = [...newest.values()].sort((a, b) => (a.sku < b.sku ? -1 : 1))
  await sql`
    insert into prices (sku, name, price_minor, currency, weight_grams, dimensions, active, revision)
    select * from unnest(
      ${rows.map(({ sku }) => sku)}::text[], ${rows.map(({ name }) => name)}::text[],
      ${rows.map(({ priceMinor }) => priceMinor)}::bigint[], ${rows.map(({ currency }) => currency)}::text[],
      ${rows.map(({ weightGrams }) => weightGrams)}::integer[],
      ${rows.map(({ dimensions }) => dimensions && JSON.stringify(dimensions))}::jsonb[],
      ${rows.map(({ active }) => active)}::boolean[],
      ${rows.map(({ revision }) => revision)}::bigint[])
    on conflict (sku) do update set name = excluded.name, price_minor = excluded.price_minor,
      currency = excluded.currency, weight_grams = excluded.weight_grams,
      dimensions = excluded.dimensions, active = excluded.active, revision = excluded.revision
    where prices.revision < excluded.revision`.execute(trx)
}

export async function saveQuoteKeys(
  trx: Trx<Database>,
  keys: readonly { kid: string; jwk: unknown }[],
): Promise<void> {
  await sql`insert into quote_keys (kid, jwk)
    select u.kid, u.jwk::jsonb from unnest(
      ${keys.map(({ kid }) => kid)}::text[], ${keys.map(({ jwk }) => JSON.stringify(jwk))}::text[]
    ) as u (kid, jwk) on conflict (kid) do nothing`.execute(trx)
}

/** A revoked key stays without its `jwk`, so that an announcement that arrives later does not bring it back. */
export async function revokeQuoteKeys(trx: Trx<Database>, kids: readonly string[]): Promise<void> {
  await sql`insert into quote_keys (kid, jwk)
    select kid, null from unnest(${[...new Set(kids)]}::text[]) as u (kid)
    on conflict (kid) do update set jwk = null`.execute(trx)
}

/** Undefined or null for a key that is unknown or revoked. */
export async function findQuoteKey(db: Db<Database>, kid: string): Promise<unknown> {
  const { rows } = await sql<{
    jwk: unknown
  }>`select jwk from quote_keys where kid = ${kid}`.execute(db)
  return rows[0]?.jwk
}
