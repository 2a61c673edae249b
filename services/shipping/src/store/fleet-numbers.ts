import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import { fleetNumber } from '../fleet-number.ts'
import type { Database } from '../tables.ts'

/** The increment of the sequence. */
const block = 1_000

/** Issues unique numbers; a block of them is reserved in the database at a time. */
export function createFleetNumbers(db: Db<Database>): () => Promise<string> {
  let next = 0
  let end = 0
  let fetching: Promise<void> | undefined
  const refill = async () => {
    const { rows } = await sql<{ first: number }>`
      select nextval('fleet_numbers') as first`.execute(db)
    next = rows[0]?.first ?? 0
    end = next + block
    fetching = undefined
  }
  return async () => {
    while (next >= end) {
      fetching ??= refill()
      await fetching
    }
    return fleetNumber(next++)
  }
}
