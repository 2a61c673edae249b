import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { openRegions, type Regions } from '../../test/regions.ts'
import { serve, until } from '../../test/serving.ts'
import { copyRunning, type Servers, setIn, writeOwn } from '../../test/streaming.ts'

let regions: Regions
let servers: Servers

beforeAll(async () => {
  regions = await openRegions()
  servers = regions.servers
})
afterAll(() => regions.close())

it('a copy and the archived log give every database as of a moment, from which services go on with an empty broker', async () => {
  const [serving, restored] = [servers.place('serving'), servers.place('restored')]
  await servers.startPrimary(serving, {
    archive_mode: 'on',
    archive_command: 'mkdir -p archive && cp %p archive/%f',
  })
  const archive = join(serving.dataDir, 'archive')
  const before = await serve(servers.url(serving), await regions.emptyBroker('broker'))
  const early = await before.place(3)
  await until(before.effects, early.toSorted())

  await copyRunning(servers, serving, restored)
  const copied = await before.place(4)
  await until(before.effects, [...early, ...copied].toSorted())
  await before.stopConsumers()
  const waiting = await before.place(2)
  const [{ at } = { at: '' }] = await servers.query<{ at: string }>(
    serving,
    'select clock_timestamp()::text as at',
  )
  await before.place(5)
  await before.stop()
  await servers.query(serving, 'select pg_switch_wal()')
  const archived = 'select last_archived_wal is not null as done from pg_stat_archiver'
  await until(() => servers.query(serving, archived), [{ done: true }])

  setIn(restored, {
    archive_mode: 'off',
    restore_command: `cp ${archive}/%f %p`,
    recovery_target_time: at,
    recovery_target_action: 'promote',
  })
  writeOwn(restored, 'recovery.signal', '')
  await servers.start('restored', restored)
  await until(
    () => servers.query(restored, 'select pg_is_in_recovery() as recovers'),
    [{ recovers: false }],
  )

  const after = await serve(servers.url(restored), await regions.emptyBroker('another broker'))
  const kept = [...early, ...copied, ...waiting]
  await until(after.effects, kept.toSorted())
  const placed = await after.place(1)
  await until(after.effects, [...kept, ...placed].toSorted())
  await after.stop()
}, 120_000)
