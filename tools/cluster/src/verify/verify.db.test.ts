import { readTopology } from '@stoa/topology'
import { verify } from '@stoa/verify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ServingCluster, startServingCluster } from '../../test/serving-cluster.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { databaseHost } from '../releases/secrets.ts'
import { type ClusterAccess, openClusterInputs } from './open-inputs.ts'
import { createReader, dropReader } from './reader.ts'

let cluster: ServingCluster
beforeAll(async () => {
  cluster = await startServingCluster()
}, 60_000)
afterAll(() => cluster.stop())

const { services } = readTopology()
const readers = () => cluster.query(`select rolname from pg_roles where rolname like 'verify%'`)

async function violationsIn(access: ClusterAccess) {
  const inputs = await openClusterInputs(access, { services, withinSeconds: 60 })
  try {
    const { invariants } = await verify(inputs, { recheckDelaysMs: [1] })
    return invariants.flatMap(({ id, examples }) => examples.map((example) => `${id} ${example}`))
  } finally {
    await inputs.close()
  }
}

describe('the databases of a cluster', () => {
  it('are checked by a role that is gone afterwards; an order that was acknowledged and is lost is found', async () => {
    expect(await violationsIn(cluster.access())).toEqual([])
    const lost = '01990000-0000-7000-8000-000000000001'
    await cluster.query(
      `insert into idempotency_keys (caller, key, fingerprint, order_id, status, body)
       values ('c-1', 'k-1', '', '${lost}', 202, '')`,
      'orders',
    )
    expect(await violationsIn(cluster.access())).toEqual([
      `I1 ${lost}: was acknowledged but does not exist`,
    ])
    expect(await readers()).toEqual([])
  })

  it('are not read from a server of another authority, and the role is gone all the same', async () => {
    const { certificate } = await makeDatabaseAuthority()
    await expect(violationsIn(cluster.access(certificate))).rejects.toThrow('certificate')
    expect(await readers()).toEqual([])
  })
})

describe('the role of a run', () => {
  const connectTo = async (database: string, login: { user: string; password: string }) => {
    const ssl = { ca: cluster.authority.certificate, servername: databaseHost }
    const client = new pg.Client({ host: '127.0.0.1', port: cluster.port, database, ssl, ...login })
    await client.connect()
    return client
  }

  it('reads every table and writes none', async () => {
    const { kubectl } = cluster.access()
    const reader = await createReader(kubectl)
    const client = await connectTo('payments', reader)
    await client.query('select from payments')
    await client.query('set default_transaction_read_only = off')
    for (const write of ['delete from payments', 'create table mine ()', 'set role postgres'])
      await expect(client.query(write), write).rejects.toThrow('permission denied')
    await client.end()
    await dropReader(kubectl, reader)
  })

  it('is removed by the next run where a run was killed, once its two hours are over', async () => {
    const { kubectl } = cluster.access()
    const [killed, running] = [await createReader(kubectl), await createReader(kubectl)]
    await cluster.query(`alter role ${killed.user} valid until '2026-01-01'`)
    const next = await createReader(kubectl)
    expect((await readers()).map(({ rolname }) => rolname).toSorted()).toEqual(
      [running.user, next.user].toSorted(),
    )
    for (const reader of [running, next]) await dropReader(kubectl, reader)
  })

  it('is the only one that reads the database of another: a service reaches its own', async () => {
    const orders = { user: 'orders', password: 'of orders' }
    await (await connectTo('orders', orders)).end()
    await expect(connectTo('payments', orders)).rejects.toThrow('pg_hba.conf rejects connection')
  })
})
