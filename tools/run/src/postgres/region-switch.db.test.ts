import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRegions, type Regions } from '../../test/regions.ts'
import { serve, until } from '../../test/serving.ts'
import { copyRunning, follow, type Servers, setIn } from '../../test/streaming.ts'
import type { Cluster } from './cluster.ts'

let regions: Regions
let servers: Servers

beforeAll(async () => {
  regions = await openRegions()
  servers = regions.servers
})
afterAll(() => regions.close())

async function standBy(name: string, serving: Cluster, standby: Cluster) {
  await copyRunning(servers, serving, standby)
  follow(servers, serving, standby)
  setIn(standby, { cluster_name: 'postgres' })
  await servers.start(name, standby)
}

async function caughtUp(serving: Cluster, standby: Cluster) {
  const [{ lsn } = { lsn: '' }] = await servers.query<{ lsn: string }>(
    serving,
    'select pg_current_wal_flush_lsn() as lsn',
  )
  const replayed = `select pg_last_wal_replay_lsn() >= '${lsn}' as done`
  await until(() => servers.query(standby, replayed), [{ done: true }])
}

async function cutOff(standby: Cluster) {
  await servers.query(standby, `alter system set primary_conninfo = ''`)
  await servers.query(standby, 'select pg_reload_conf()')
  await until(() => servers.query(standby, 'select pid from pg_stat_wal_receiver'), [])
}

it('a region takes over with an empty broker, loses only what was not replicated, and gives back without a loss', async () => {
  const [a, b] = [servers.place('a'), servers.place('b')]
  await servers.startPrimary(a)
  const first = await serve(servers.url(a), await regions.emptyBroker('broker-a'))
  await standBy('b', a, b)
  const handled = await first.place(20)
  await until(first.effects, handled.toSorted())
  await first.stopConsumers()
  const waiting = await first.place(5)
  await caughtUp(a, b)
  // By this name the alerts on the lag between regions find it.
  const followers = 'select application_name as name from pg_stat_replication'
  expect(await servers.query(a, followers)).toEqual([{ name: 'postgres' }])
  await cutOff(b)
  const notReplicated = await first.place(2)
  await servers.supervisor.kill('primary', 'SIGKILL')
  await first.stop()

  await servers.query(b, 'select pg_promote()')
  const second = await serve(servers.url(b), await regions.emptyBroker('broker-b'))
  const kept = [...handled, ...waiting].toSorted()
  await until(second.effects, kept)
  const placed = await second.place(1)
  await until(second.effects, [...kept, ...placed].toSorted())

  await servers.start('a, alone', a)
  const idsIn = async (cluster: Cluster) =>
    (
      await servers.query<{ id: string }>(
        cluster,
        `select e->>'subject' as id from outbox, jsonb_array_elements(payload::jsonb) e`,
      )
    ).map(({ id }) => id)
  const known = new Set(await idsIn(b))
  expect((await idsIn(a)).filter((id) => !known.has(id)).toSorted()).toEqual(
    notReplicated.toSorted(),
  )

  const again = servers.place('a-again')
  await standBy('a again', b, again)
  await second.stop()
  await caughtUp(b, again)
  await servers.query(again, 'select pg_promote()')
  const third = await serve(servers.url(again), await regions.emptyBroker('broker-a-again'))
  const last = await third.place(1)
  await until(third.effects, [...kept, ...placed, ...last].toSorted())
  await third.stop()
}, 120_000)
