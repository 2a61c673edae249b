import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type ClusterDatabase, createClusterDatabase } from '../../../test/cluster-database.ts'
import { deadLetters } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-edit-'))
const file = join(folder, 'event.json')
let cluster: ClusterDatabase
beforeAll(async () => {
  cluster = await createClusterDatabase('inventory')
}, 60_000)
afterAll(async () => {
  await cluster.drop()
  rmSync(folder, { recursive: true })
})
afterEach(() => void vi.unstubAllEnvs())

const event = { id: 'e-1', type: 'inventory.release', source: 'orders', subject: 'o-1' }
const received = JSON.stringify({ ...event, data: { reason: '' } })
beforeEach(async () => {
  for (const [name, value] of Object.entries(cluster.env)) vi.stubEnv(name, value)
  await cluster.query('truncate dead_letters, parked_events')
  await cluster.query(
    `insert into dead_letters (id, subject, payload, reason, attempts, buried_at)
     values ('e-1', 'inventory.release', $1, 'no "reason"', 3, '2026-11-29T08:00:00.5Z')`,
    [received],
  )
})

async function run(...args: string[]) {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const status = await deadLetters.run([...args, '--context', 'prod'])
    return { status, out: print.mock.calls.map(([text]) => text).join('') }
  } finally {
    print.mockRestore()
  }
}
const rows = () =>
  cluster.query('select state, note, payload, received_payload as "before" from dead_letters')

/** Text that would do harm in a shell, in psql or in SQL. */
const hostile = `it's "late" \\ \`id\` $(id) :'note' $1 \\! id\n'); drop table dead_letters; -- ü ☂`

const dead = {
  ...{ service: 'inventory', id: 'e-1', subject: 'inventory.release', reason: 'no "reason"' },
  ...{ attempts: 3, buriedAt: '2026-11-29T08:00:00.500Z', payload: received },
}

it('are listed, and replayed once', async () => {
  const list = await run('list', 'inventory', '--json')
  expect(JSON.parse(list.out)).toEqual({ deadLetters: [dead] })
  expect(JSON.parse((await run('replay', 'inventory', '--json')).out)).toEqual({
    ...{ deadLetters: [dead] },
  })
  expect(await rows()).toMatchObject([{ state: 'replay' }])
  expect(await run('replay', 'inventory')).toEqual({
    ...{ status: 0, out: 'there are no dead letters to replay\n' },
  })
})

it('that are parked are listed', async () => {
  await cluster.query(
    `insert into parked_events (id, key, type, payload, attempts, reason, parked_at, due_at) values
     ('e-2', 'o-1', 'inventory.release', '{}', 2, 'away', '2026-11-29T08:00Z', '2026-11-29T08:01Z')`,
  )
  expect(JSON.parse((await run('parked', 'inventory', '--json')).out).parkedEvents).toEqual([
    {
      ...{ service: 'inventory', id: 'e-2', subject: 'inventory.release', key: 'o-1' },
      ...{ reason: 'away', attempts: 2 },
      ...{ parkedAt: '2026-11-29T08:00:00.000Z', dueAt: '2026-11-29T08:01:00.000Z' },
    },
  ])
})

it('are discarded by their ids, with a note that is kept to the letter', async () => {
  const done = await run('discard', 'inventory', 'e-1', hostile, '--note', hostile)
  expect(done.status).toBe(1)
  expect(done.out).toBe(`e-1 discarded\n${hostile} is no dead letter of inventory\n`)
  expect(await rows()).toMatchObject([{ state: 'discarded', note: hostile, payload: received }])
})

it('are edited as the same event, in words that are in no list of processes', async () => {
  writeFileSync(file, JSON.stringify({ ...event, subject: 'o-2', data: {} }))
  const edit = () => run('edit', 'inventory', 'e-1', '--payload', file, '--note', hostile)
  await expect(edit()).rejects.toThrow('only `data` of an event can be edited; subject differ')
  expect(await rows()).toMatchObject([{ state: 'buried', payload: received }])

  const edited = JSON.stringify({ ...event, data: { reason: hostile } })
  writeFileSync(file, edited)
  expect((await edit()).out).toBe('e-1 edited; it will be replayed\n')
  expect(await rows()).toEqual([
    { state: 'replay', note: hostile, payload: edited, before: received },
  ])
  expect((await edit()).status).toBe(1)
  expect(cluster.calls()).not.toMatch(/late|o-1|reason/)
})

it('in a database that cannot be read end the command with what psql says', async () => {
  const asked = run('list', 'orders')
  await expect(asked).rejects.toThrow('relation "dead_letters" does not exist')
  await expect(asked).rejects.toBeInstanceOf(CannotRun)
})
