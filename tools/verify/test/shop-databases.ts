import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import pg from 'pg'
import { type Databases, openDatabases } from '../src/databases.ts'

export const databases = [
  'orders',
  'inventory',
  'payments',
  'shipping',
  'customers',
  'catalog',
] as const
export type Database = (typeof databases)[number]

export interface ShopDatabases {
  readonly db: Databases
  /** Runs SQL without triggers and constraints, which would prevent what the checker must find. */
  sql(database: Database, text: string): Promise<void>
  empty(): Promise<void>
  drop(): Promise<void>
}

const dropChecks = `
  do $$ declare found record; begin
    for found in select conrelid::regclass as relation, conname from pg_constraint
      where contype in ('c', 'p', 'u') and connamespace = 'public'::regnamespace
    loop execute format('alter table %s drop constraint %I', found.relation, found.conname); end loop;
  end $$`

const truncateAll = `
  do $$ begin execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ')
    from pg_tables where schemaname = 'public' and tablename not like 'kysely%'); end $$`

/** Creates databases with the services' own migrations, then drops their constraints. */
export async function openShopDatabases(server: string | undefined): Promise<ShopDatabases> {
  if (!server) throw new Error('TEST_POSTGRES is not set: run the tests with npm test')
  const parsed = new URL(server.replace('@/', '@socket/'))
  const at = {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.searchParams.get('port') ?? 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  }
  const suffix = randomBytes(4).toString('hex')
  const nameOf = (database: string) => `verify_${database}_${suffix}`
  const urlOf = (database: string) => server.replace(/\/[^/?]*(\?|$)/, `/${nameOf(database)}$1`)

  const admin = new pg.Client({ ...at, database: 'postgres' })
  await admin.connect()
  for (const database of databases) await admin.query(`create database ${nameOf(database)}`)
  const pairs = databases.flatMap((database) => [database, urlOf(database)])
  const script = join(import.meta.dirname, 'migrate.ts')
  const migrated = spawnSync(process.execPath, [script, repositoryRoot, ...pairs], {
    encoding: 'utf8',
  })
  if (migrated.status !== 0) throw new Error(migrated.stderr)

  const clients = new Map<Database, pg.Client>()
  for (const database of databases) {
    const client = new pg.Client({ ...at, database: nameOf(database) })
    await client.connect()
    await client.query(dropChecks)
    await client.query('set session_replication_role = replica')
    clients.set(database, client)
  }
  const sql = async (database: Database, text: string) =>
    void (await clients.get(database)?.query(text))
  const db = openDatabases(at, nameOf)
  return {
    db,
    sql,
    empty: async () => void (await Promise.all(databases.map((name) => sql(name, truncateAll)))),
    async drop() {
      await db.close()
      for (const client of clients.values()) await client.end()
      for (const database of databases)
        await admin.query(`drop database ${nameOf(database)} with (force)`)
      await admin.end()
    },
  }
}
