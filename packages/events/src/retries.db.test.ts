import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retryOnce } from './retries.ts'
import { type Fixture, openFixture } from './testing.ts'
import { retriesIn } from './testing-numbers.ts'

const program = join(import.meta.dirname, '../test/retry-and-crash.ts')

let fixture: Fixture

beforeAll(async () => {
  fixture = await openFixture(process.env.TEST_NATS_URL ?? '', process.env.TEST_POSTGRES)
})

afterAll(() => fixture.close())

/** Whether the process died by its own hand. */
const crashes = (at: number, when: string) =>
  new Promise<boolean>((resolve, reject) => {
    const { url, thing } = fixture
    const child = spawn(process.execPath, [program, url, thing.type, String(at), when], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('error', reject)
    child.on('exit', (status, signal) => {
      if (signal === 'SIGKILL' || status === 0) resolve(signal === 'SIGKILL')
      else reject(new Error(`the process ended with ${status ?? signal}`))
    })
  })

const setAside = {
  dead_letters: (id: string, payload: string) =>
    sql`insert into dead_letters (id, subject, payload, reason, attempts, state)
      values (${id}, 's', ${payload}, 'r', 3, 'replay')`.execute(fixture.db),
  parked_events: (id: string, payload: string) =>
    sql`insert into parked_events (id, key, type, payload, attempts, reason, due_at)
      values (${id}, ${id}, 't', ${payload}, 1, 'r', now())`.execute(fixture.db),
}

const left = {
  dead_letters: () => sql`select from dead_letters where state <> 'replayed'`.execute(fixture.db),
  parked_events: () => sql`select from parked_events`.execute(fixture.db),
}

/** Leases of a process that died end at once. */
const endLeases = () => sql`update parked_events set due_at = now()`.execute(fixture.db)

/** A death after a write leaves what one before the next write leaves: with every other write, the two take each gap between writes once. */
const step = 2

describe.each(['dead_letters', 'parked_events'] as const)('an event in %s', (table) => {
  it.each(['before', 'after'])(
    'has its effect once, whatever write to the database its process dies %s',
    { timeout: 120_000 },
    async (when) => {
      let crashed = true
      let at = 1 - step
      while (crashed) {
        at += step
        const n = at
        await setAside[table](`${table}-${when}/${at}`, JSON.stringify(fixture.event('e', n)))
        await sql`truncate effects`.execute(fixture.db)
        crashed = await crashes(at, when)
        await endLeases()
        while (await retryOnce(retriesIn(fixture.db, fixture.thing.type)));
        expect([at, await fixture.effects(), (await left[table]()).rows]).toEqual([at, [n], []])
      }
      expect(at).toBeGreaterThan(7)
    },
  )
})
