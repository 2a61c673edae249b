import { readFileSync } from 'node:fs'
import { readState } from '@stoa/topology'
import type { ClientConfig } from 'pg'
import { type Grant, type Grants, grantsSchema } from './database-grants.ts'

/** Reads grants from a JSON file. */
export const readDump = (file: string): Grants => ({
  ...grantsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
  from: file,
})

const tables = `
  select r.rolname as role, n.nspname || '.' || c.relname as table, p.privilege
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  cross join pg_roles r
  cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as p(privilege)
  where c.relkind in ('r', 'p', 'v', 'm')
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    and r.rolcanlogin and not r.rolsuper
    and has_schema_privilege(r.oid, n.oid, 'USAGE')
    and has_table_privilege(r.oid, c.oid, p.privilege)`
const databases = `
  select d.datname as name, o.rolname as owner
  from pg_database d join pg_roles o on o.oid = d.datdba
  where d.datallowconn and not d.datistemplate`
const connects = `
  select r.rolname as role, d.datname as database
  from pg_database d cross join pg_roles r
  where d.datallowconn and not d.datistemplate and r.rolcanlogin and not r.rolsuper
    and has_database_privilege(r.oid, d.oid, 'CONNECT')`
const superusers = 'select rolname as name from pg_roles where rolsuper and rolcanlogin'

/** Reads the grants of the running platform's database. @throws Error when no platform is running */
export async function readPlatformGrants(home: string): Promise<Grants> {
  const state = readState(home)?.postgres
  if (!state) throw new Error(`--postgres: no platform is running in ${home}`)
  const { socketDir: host, port, superuser: user, passwordFile } = state
  const password = readFileSync(passwordFile, 'utf8').trim()
  const grants = await readCatalogs(user, (database) => ({ host, port, user, password, database }))
  return { ...grants, from: 'the running platform' }
}

type Query = <Row extends object>(text: string) => Promise<readonly Row[]>
type ConfigFor = (database: string) => ClientConfig

/** Reads the catalogs of every database as a superuser. */
export async function readCatalogs(
  superuser: string,
  configFor: ConfigFor,
): Promise<Omit<Grants, 'from'>> {
  const main = await withClient(configFor(superuser), async (query) => ({
    owners: await query<{ name: string; owner: string }>(databases),
    connects: await query<{ role: string; database: string }>(connects),
    superusers: await query<{ name: string }>(superusers),
  }))
  const names = main.owners.map(({ name }) => name).filter((name) => name !== superuser)
  const found = await Promise.all(
    names.map((database) =>
      withClient(configFor(database), async (query) =>
        (await query<Omit<Grant, 'database'>>(tables)).map((grant) => ({ ...grant, database })),
      ).catch(ignoreDropped),
    ),
  )
  const connectGrants = main.connects.map((one) => ({ ...one, privilege: 'CONNECT' }))
  return {
    owners: Object.fromEntries(main.owners.map(({ name, owner }) => [name, owner])),
    superusers: main.superusers.map(({ name }) => name),
    grants: [...connectGrants, ...found.flat()],
  }
}

/** Ignores a database that was dropped after it was listed. */
function ignoreDropped(error: unknown): readonly Grant[] {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === '3D000' || code === '57P01') return []
  throw error
}

async function withClient<T>(config: ClientConfig, use: (query: Query) => Promise<T>): Promise<T> {
  const { Client } = (await import('pg')).default
  const client = new Client(config)
  await client.connect()
  try {
    return await use(
      async <Row extends object>(text: string) => (await client.query<Row>(text)).rows,
    )
  } finally {
    await client.end()
  }
}
