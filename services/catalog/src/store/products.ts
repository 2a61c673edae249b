import type { DataOf, productChanged } from '@stoa/contracts'
import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export type Product = DataOf<typeof productChanged>

const columns = sql`sku, name, price_minor as "priceMinor", currency,
  weight_grams as "weightGrams", dimensions, active, revision`

type Row = Omit<Product, 'dimensions'> & Pick<Database['products'], 'dimensions'>

const productOf = ({ dimensions, ...product }: Row): Product =>
  dimensions ? { ...product, dimensions } : product

/** Writes the products; returns those that are new or changed, with their new revision. */
export async function saveProducts(
  trx: Trx<Database>,
  products: readonly Omit<Product, 'revision'>[],
): Promise<Product[]> {
  const { rows } = await sql<Row>`
    insert into products as p (sku, name, price_minor, currency, weight_grams, dimensions, active)
    select * from unnest(
      ${products.map(({ sku }) => sku)}::text[],
      ${products.map(({ name }) => name)}::text[],
      ${products.map(({ priceMinor }) => priceMinor)}::bigint[],
      ${products.map(({ currency }) => currency)}::text[],
      ${products.map(({ weightGrams }) => weightGrams)}::integer[],
      ${products.map(({ dimensions }) => dimensions && JSON.stringify(dimensions))}::jsonb[],
      ${products.map(({ active }) => active)}::boolean[]
    ) as d (sku, name, price_minor, currency, weight_grams, dimensions, active)
    order by sku collate "C"
    on conflict (sku) do update
    set name = excluded.name, price_minor = excluded.price_minor, currency = excluded.currency,
      weight_grams = excluded.weight_grams, dimensions = excluded.dimensions, active = excluded.active,
      revision = p.revision + 1, updated_at = now()
    where (p.name, p.price_minor, p.currency, p.weight_grams, p.dimensions, p.active) is distinct from
      (excluded.name, excluded.price_minor, excluded.currency, excluded.weight_grams,
        excluded.dimensions, excluded.active)
    returning ${columns}`.execute(trx)
  return rows.map(productOf)
}

export async function findProducts(db: Db<Database>, skus: readonly string[]): Promise<Product[]> {
  const { rows } = await sql<Row>`
    select ${columns} from products where sku = any(${skus}::text[]) order by sku`.execute(db)
  return rows.map(productOf)
}

export interface Listing {
  /** Start of a SKU or part of a name, in any case. */
  readonly search?: string | undefined
  /** The page starts after this SKU. */
  readonly after: string
  readonly limit: number
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Active products in the order of their SKUs. */
export async function listProducts(db: Db<Database>, listing: Listing): Promise<Product[]> {
  const { search, after, limit } = listing
  const matches =
    search === undefined
      ? sql`true`
      : sql`(sku ilike ${`${escapeLike(search)}%`} or name ilike ${`%${escapeLike(search)}%`})`
  const { rows } = await sql<Row>`
    select ${columns} from products
    where active and sku > ${after} and ${matches} order by sku limit ${limit}`.execute(db)
  return rows.map(productOf)
}
