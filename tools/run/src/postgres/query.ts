import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import { Client, type QueryResultRow } from 'pg'

/** Runs one statement in a database of a running platform, as superuser, and returns its rows. */
export async function queryAsSuperuser<Row extends QueryResultRow>(
  { postgres }: Pick<PlatformState, 'postgres'>,
  database: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  if (!postgres) throw new Error('the platform has no databases')
  const client = new Client({
    host: postgres.socketDir,
    port: postgres.port,
    user: postgres.superuser,
    password: readFileSync(postgres.passwordFile, 'utf8').trim(),
    database,
  })
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}
