import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import pg from 'pg'

/** Runs SQL in a service's database as superuser, and returns the rows. */
export async function inDatabase<Row extends pg.QueryResultRow>(
  { postgres }: PlatformState,
  database: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  if (!postgres) throw new Error('the platform has no databases')
  const client = new pg.Client({
    host: postgres.socketDir,
    port: postgres.port,
    user: postgres.superuser,
    password: readFileSync(postgres.passwordFile, 'utf8').trim(),
    database,
  })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
