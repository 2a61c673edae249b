import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseUrl } from '@stoa/postgres'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../supervisor/supervisor.ts'

const canary = 'ann.canary@example.org'
const log = () => readFileSync(process.env.TEST_POSTGRES_LOG ?? '', 'utf8')
let client: Client

beforeAll(async () => {
  client = new Client(parseUrl(process.env.TEST_POSTGRES ?? ''))
  await client.connect()
  await client.query(`
    create temp table people (
      email text primary key, street varchar(40) not null, age int, note jsonb, check (age > 0));
    create function pg_temp.refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused %', new.email; end $$`)
  await client.query('insert into people values ($1, $2)', [canary, 'x'])
})

afterAll(() => client?.end())

const insert = 'insert into people (email, street, age, note) values ($1, $2, $3, $4)'
const failing: Readonly<Record<string, () => Promise<unknown>>> = {
  'a row without a value': () => client.query(insert, ['a', null, 1, `{"a":"${canary}"}`]),
  'a row that a check refuses': () => client.query(insert, [`a${canary}`, 'x', -1, null]),
  'a key that exists': () => client.query(insert, [canary, 'x', 1, null]),
  'a text that is too long': () => client.query(insert, ['b', canary.repeat(3), 1, null]),
  'text that is no JSON': () => client.query(insert, ['b', 'x', 1, canary]),
  'text that is no number': () => client.query(insert, ['b', 'x', canary, null]),
  'text that is no uuid': () => client.query('select $1::uuid', [canary]),
  'text that is no date': () => client.query('select $1::date', [canary]),
  'a statement with a literal': () => client.query(`select '${canary}'::uuid`),
  'a trigger that quotes the row': () =>
    client.query(`create trigger refuse before delete on people execute function pg_temp.refuse();
      insert into people values ('${canary}', '1')`),
  'a database function': () =>
    client.query(`do $$ begin raise warning '${canary}'; raise exception '${canary}'; end $$`),
}

it.each(Object.entries(failing))('Postgres logs nothing of %s', async (_, statement) => {
  await expect(statement()).rejects.toThrow()
  await allIsLogged()
  expect(log()).not.toContain('canary')
})

it('Postgres logs a slow statement without its parameters', async () => {
  await client.query('set log_min_duration_statement = 0')
  await client.query('select length($1) as slow', [canary])
  await client.query('reset log_min_duration_statement')
  await allIsLogged()
  expect(log()).toContain('select length($1) as slow')
  expect(log()).not.toContain('canary')
})

/** A backend writes its lines in order, and so each is in the file once a later one is. */
async function allIsLogged(): Promise<void> {
  const mark = `all before ${randomUUID()} is logged`
  await client.query(`do $$ begin raise log '${mark}'; end $$`)
  await until('the log', () => log().includes(mark))
}
