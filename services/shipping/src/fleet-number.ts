import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from './tables.ts'

const block = 1_000

/** `SF`, ten digits and the check digit that GS1 uses: threes and ones from the right. */
export function fleetNumber(serial: number): string {
  const digits = String(serial).padStart(10, '0')
  const sum = [...digits].reduce(
    (total, digit, at) => total + Number(digit) * ((digits.length - at) % 2 === 1 ? 3 : 1),
    0,
  )
  return `SF${digits}${(10 - (sum % 10)) % 10}`
}

/** Gives numbers that nobody gave before; a block of them is taken from the database at a time. */
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
