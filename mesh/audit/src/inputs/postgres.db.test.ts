import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextOfScene } from '../../test/scene.ts'
import { crossServiceTable } from '../rules/drift/cross-service-table.ts'
import type { Grants } from './database-grants.ts'
import { readCatalogs } from './postgres.ts'

const { TEST_POSTGRES: url = '' } = process.env
const suffix = randomBytes(4).toString('hex')
const [orders, ledger] = [`orders_${suffix}`, `ledger_${suffix}`]

/** The catalogs also contain the databases of other tests. */
const isOurs = (name: string) => name.endsWith(suffix)
const at = (database: string) => ({ connectionString: url.replace('/postgres?', `/${database}?`) })

async function run(database: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client(at(database))
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function ownGrants(): Promise<Omit<Grants, 'from'>> {
  const found = await readCatalogs('postgres', at)
  return {
    owners: Object.fromEntries(Object.entries(found.owners).filter(([name]) => isOurs(name))),
    superusers: found.superusers.filter(isOurs),
    grants: found.grants.filter(({ role, database }) => isOurs(role) && isOurs(database)),
  }
}

const findings = async () =>
  crossServiceTable.check(contextOfScene({ name: 'grants', grants: await ownGrants() }, ''))

describe('grants in the Postgres catalogs', () => {
  beforeAll(async () => {
    for (const name of [orders, ledger]) {
      await run(
        'postgres',
        `create role ${name} login password 'x'`,
        `create database ${name} owner ${name}`,
        `revoke all on database ${name} from public`,
      )
      await run(name, `set role ${name}`, 'create table entries (id int)')
    }
  })
  afterAll(async () => {
    for (const name of [orders, ledger])
      await run('postgres', `drop database ${name} with (force)`, `drop role ${name}`)
  })

  it('yield no finding when each role reaches only its own tables', async () => {
    const { owners, grants } = await ownGrants()
    expect(owners).toEqual({ [orders]: orders, [ledger]: ledger })
    expect(grants).toContainEqual({
      ...{ role: orders, database: orders, table: 'public.entries', privilege: 'SELECT' },
    })
    expect(await findings()).toEqual([])
  })

  it('yield a finding for a grant on a table of another service, with CONNECT', async () => {
    await run(
      ledger,
      `grant connect on database ${ledger} to ${orders}`,
      `grant select on entries to ${orders}`,
    )
    const found = await findings()
    expect(found.map(({ message }) => message)).toEqual([
      `may SELECT public.entries of ${ledger}, which belongs to ${ledger}`,
    ])
    await run(
      ledger,
      `revoke connect on database ${ledger} from ${orders}`,
      `revoke select on entries from ${orders}`,
    )
    expect(await findings()).toEqual([])
  })
})
