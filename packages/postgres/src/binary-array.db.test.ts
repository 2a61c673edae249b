import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { connectPostgres } from './connect.ts'

const db = connectPostgres<unknown>(process.env.TEST_POSTGRES ?? '', { poolSize: 1 })
afterAll(() => db.destroy())

const cases: Readonly<Record<string, readonly unknown[]>> = {
  text: ['', 'plain', 'says "so", and \\', '{"a":["ü",null]}', 'NULL', '{}', 'ein Gruß 😀', null],
  uuid: ['0190163d-8694-739b-aea5-966c26f8ad91', null],
  integer: [0, -1, 2_147_483_647, -2_147_483_647, null],
  bigint: [0, -1, 4_294_967_296, -4_294_967_297, Number.MAX_SAFE_INTEGER, -(2 ** 53 - 1), null],
  boolean: [true, false, null],
  timestamptz: [new Date(0), new Date('1999-12-31T23:59:59.999Z'), new Date(1_790_000_000_123)],
}

const roundTrip = async (type: string, values: readonly unknown[]) => {
  const { rows } = await sql<{ one: unknown }>`
    select one from unnest(${values}::${sql.raw(type)}[]) with ordinality as u (one, n)
    order by n`.execute(db)
  return rows.map(({ one }) => one)
}

describe('an array reaches the database unchanged', () => {
  it.each(Object.entries(cases))('%s', async (type, values) => {
    expect(await roundTrip(type, values)).toEqual(values)
  })

  it.each(Object.keys(cases))('%s: empty', async (type) => {
    expect(await roundTrip(type, [])).toEqual([])
  })
})

it('an element of another type is left to Postgres to convert or reject', async () => {
  expect(await roundTrip('bigint', ['7', 8])).toEqual([7, 8])
  expect(await roundTrip('timestamptz', ['2026-01-02T03:04:05Z'])).toEqual([
    new Date('2026-01-02T03:04:05Z'),
  ])
  await expect(roundTrip('uuid', ['not one'])).rejects.toMatchObject({ code: '22P02' })
  await expect(roundTrip('integer', [2 ** 31])).rejects.toMatchObject({ code: '22003' })
})
