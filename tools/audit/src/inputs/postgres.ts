import { readFileSync } from 'node:fs'
import { type PlatformState, readState } from '@stoa/topology'
import { type Grant, type Grants, grantsSchema } from './grants.ts'

/** What an earlier look at the catalogs wrote down. */
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

/** Asks the catalogs of the platform that runs. */
export async function askPlatform(home: string): Promise<Grants> {
  const state = readState(home)?.postgres
  if (!state) throw new Error('--postgres: the platform does not run here')
  const main = await ask(state, state.superuser, async (query) => ({
    owners: await query<{ name: string; owner: string }>(databases),
    connects: await query<{ role: string; database: string }>(connects),
    superusers: await query<{ name: string }>(superusers),
  }))
  const names = main.owners.map(({ name }) => name).filter((name) => name !== state.superuser)
  const found = await Promise.all(
    names.map((database) =>
      ask(state, database, async (query) =>
        (await query<Omit<Grant, 'database'>>(tables)).map((grant) => ({ ...grant, database })),
      ),
    ),
  )
  const reach = main.connects.map((one) => ({ ...one, privilege: 'CONNECT' }))
  return {
    from: 'the running platform',
    owners: Object.fromEntries(main.owners.map(({ name, owner }) => [name, owner])),
    superusers: main.superusers.map(({ name }) => name),
    grants: [...reach, ...found.flat()],
  }
}

type Query = <Row extends object>(text: string) => Promise<readonly Row[]>

async function ask<T>(
  { socketDir, port, superuser, passwordFile }: NonNullable<PlatformState['postgres']>,
  database: string,
  use: (query: Query) => Promise<T>,
): Promise<T> {
  const { Client } = (await import('pg')).default
  const password = readFileSync(passwordFile, 'utf8').trim()
  const client = new Client({ host: socketDir, port, user: superuser, password, database })
  await client.connect()
  try {
    return await use(
      async <Row extends object>(text: string) => (await client.query<Row>(text)).rows,
    )
  } finally {
    await client.end()
  }
}
