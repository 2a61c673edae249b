import { readFileSync } from 'node:fs'
import { readState } from '@stoa/topology'
import { Client } from 'pg'

/** Runs one statement in the database `postgres` of a running home. */
export async function superuserQuery(home: string, text: string): Promise<unknown[]> {
  const postgres = readState(home)?.postgres
  const client = new Client({
    host: postgres?.socketDir,
    port: postgres?.port,
    user: postgres?.superuser,
    password: readFileSync(postgres?.passwordFile ?? '', 'utf8'),
    database: 'postgres',
  })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
