import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectPostgres, type Db } from '@stoa/postgres'
import { connectReads, type Reads } from '@stoa/postgres/replica'
import { createLog, exposition } from '@stoa/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { copyRunning, follow, openServers, type Servers } from '../../test/streaming.ts'
import type { Cluster } from './cluster.ts'

const maxLagMs = 1000
const poolSize = 8
const home = mkdtempSync(join(tmpdir(), 'stoa-replica-'))
const log = createLog('test', 'silent')
let nowMs = 0
let servers: Servers
let primary: Cluster
let replica: Cluster
let db: Db<unknown>
let reads: Reads<unknown>

beforeAll(async () => {
  servers = await openServers(home)
  primary = servers.place('a')
  replica = servers.place('b')
  await servers.startPrimary(primary)
  await servers.query(primary, 'create table notes (note text)')
  await copyRunning(servers, primary, replica)
  follow(servers, primary, replica)
  await servers.start('replica', replica)
  db = connectPostgres(servers.url(primary), { poolSize })
  reads = connectReads(db, servers.url(replica), { poolSize, maxLagMs, log, nowMs: () => nowMs })
  await caughtUp()
})
afterAll(async () => {
  await reads.close()
  await db.destroy()
  await servers.stop()
  rmSync(home, { recursive: true })
})

const write = (note: string) => sql`insert into notes values (${note})`.execute(db)
const onReplica = (text: string) => servers.query(replica, text)

async function caughtUp() {
  const lsn = `select pg_current_wal_flush_lsn() as lsn`
  const [{ lsn: wanted } = { lsn: '' }] = await servers.query<{ lsn: string }>(primary, lsn)
  const replayed = `select pg_last_wal_replay_lsn() >= '${wanted}' as done`
  await vi.waitFor(async () => expect(await onReplica(replayed)).toEqual([{ done: true }]), 10_000)
}

/** What answers a read, and the notes that it shows. */
const read = (options = {}) =>
  reads.read(async (from) => {
    const { rows } = await sql<{ replica: boolean; notes: string[] }>`
      select pg_is_in_recovery() as replica, coalesce(array_agg(note order by note), '{}') as notes
      from notes`.execute(from)
    return rows[0]
  }, options)

const counted = async (answer: string) => {
  const { body } = await exposition()
  const series = `db_replica_reads_total{answer="${answer}"} `
  return Number(
    body
      .split('\n')
      .find((line) => line.startsWith(series))
      ?.slice(series.length),
  )
}

describe('a read that a replica may answer', () => {
  it('is answered by the replica, however long nothing was written', async () => {
    const before = await counted('replica')
    await write('first')
    await caughtUp()
    nowMs += maxLagMs
    expect(await read()).toEqual({ replica: true, notes: ['first'] })
    nowMs += 100 * maxLagMs
    expect(await read()).toEqual({ replica: true, notes: ['first'] })
    expect(await counted('replica')).toBe(before + 2)
  })

  it('is answered by the primary for a caller that wants the latest', async () => {
    expect(await read({ latest: true })).toMatchObject({ replica: false })
    expect(await counted('primary_latest')).toBe(1)
  })

  it('is answered by the primary once the replica lags by more than the bound', async () => {
    await onReplica('select pg_wal_replay_pause()')
    await write('second')
    nowMs += maxLagMs
    expect(await read()).toEqual({ replica: false, notes: ['first', 'second'] })
    expect(await counted('primary_replica_behind')).toBe(1)
    await onReplica('select pg_wal_replay_resume()')
    await caughtUp()
    nowMs += maxLagMs
    expect(await read()).toEqual({ replica: true, notes: ['first', 'second'] })
  })

  it('may show less than the primary while the replica is within the bound', async () => {
    await onReplica('select pg_wal_replay_pause()')
    nowMs += maxLagMs
    await read()
    await write('third')
    nowMs += maxLagMs - 1
    expect(await read()).toEqual({ replica: true, notes: ['first', 'second'] })
    nowMs += maxLagMs
    expect(await read()).toEqual({ replica: false, notes: ['first', 'second', 'third'] })
    await onReplica('select pg_wal_replay_resume()')
    await caughtUp()
  })

  it('is answered by the primary while the replica is down, and again by the replica later', async () => {
    nowMs += maxLagMs
    expect(await read()).toMatchObject({ replica: true })
    const before = await counted('primary_replica_failed')
    await servers.supervisor.kill('replica', 'SIGKILL')
    await vi.waitFor(() => expect(onReplica('select')).rejects.toThrow(), 10_000)
    expect(await read()).toMatchObject({ replica: false })
    expect(await read()).toMatchObject({ replica: false })
    expect(await counted('primary_replica_failed')).toBe(before + 2)
    await servers.start('replica, started again', replica)
    await caughtUp()
    nowMs += 5_000
    expect(await read()).toMatchObject({ replica: true })
  })

  it('is answered by the primary while the replica accepts connections and says nothing', async () => {
    const silent = await listenSilently()
    const { port } = silent.address() as { port: number }
    const hanging = connectReads(db, `postgres://a:b@127.0.0.1:${port}/a`, {
      poolSize,
      maxLagMs,
      log,
    })
    onTestFinished(async () => {
      await hanging.close()
      silent.close()
    })
    const answer = await hanging.read((from) => sql`select from notes`.execute(from))
    expect(answer.rows).toHaveLength(3)
  })

  it('is answered by the primary once the replica was promoted and goes on by itself', async () => {
    await onReplica('select pg_promote()')
    await onReplica('insert into notes select generate_series(1, 100000)::text')
    nowMs += maxLagMs
    expect(await read()).toEqual({ replica: false, notes: ['first', 'second', 'third'] })
  })
})

async function listenSilently(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume())
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}
