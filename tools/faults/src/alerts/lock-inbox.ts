import { until } from '@stoa/run'
import { queryAsSuperuser } from '@stoa/run/query'
import type { PlatformState } from '@stoa/topology'
import type { Heal } from './fault.ts'

const hold = 'do $$ begin lock table inbox in access exclusive mode; perform pg_sleep(600); end $$'
const holders = `select pid from pg_locks where granted and mode = 'AccessExclusiveLock'
  and database = (select oid from pg_database where datname = current_database()) and relation = 'inbox'::regclass`

/** Holds a lock for which every handler of a service waits: it receives messages and finishes none. */
export async function lockInbox(state: PlatformState, database: string): Promise<Heal> {
  let failure: Error | undefined
  const held = queryAsSuperuser(state, database, hold).catch((error: Error) => {
    failure = error
  })
  const isHeld = async () => {
    if (failure) throw failure
    return (await queryAsSuperuser(state, database, holders)).length > 0
  }
  await until(`the lock on the inbox of ${database}`, isHeld)
  return async () => {
    await queryAsSuperuser(
      state,
      database,
      `select pg_terminate_backend(pid) from (${holders}) as h`,
    )
    await held
  }
}
