import { defineMessage } from '@stoa/contracts'
import { type Db, inTransaction } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { z } from 'zod'
import { createDispatch, type Route } from './dispatch.ts'
import { takeFromInbox } from './inbox.ts'
import type { Received } from './received.ts'
import type { Retries } from './retries.ts'
import type { EventTables } from './tables.ts'

export type Numbers = readonly Received<string, { n: number }>[]

/** Handles numbers in one transaction: each is a row in `effects`. A negative one fails its batch. */
export const effectIn = (db: Db<EventTables>) => (batch: Numbers) =>
  inTransaction(db, async (trx) => {
    const items = await takeFromInbox(trx, batch)
    if (items.some(({ message }) => message.data.n < 0)) throw new Error('a negative number')
    const numbers = items.map(({ message }) => message.data.n)
    await sql`insert into effects (n) select unnest(${numbers}::integer[])`.execute(trx)
  })

export const numberEvent = (type: string) => defineMessage(type, z.object({ n: z.int() }))

export const numberRoute = (type: string, handle: (batch: Numbers) => Promise<unknown>): Route => ({
  definition: numberEvent(type),
  handle: handle as Route['handle'],
})

/** What `retryOnce` needs to retry events of this type; they are handled by `effectIn`. */
export function retriesIn(db: Db<EventTables>, type: string): Retries {
  const deps = {
    ...{ db, log: createLog('test', 'fatal'), retryAfterSeconds: [] },
    pause: async () => true,
  }
  return { deps, ...createDispatch(deps, [numberRoute(type, effectIn(db))], 'test') }
}
