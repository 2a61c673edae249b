import { expect, it } from 'vitest'
import { brokerSamples, jsz, varz } from './broker.ts'
import { databaseSamples } from './database.ts'
import { definitions } from './definitions.ts'
import { runnerSamples } from './runner.ts'
import type { Sample } from './sample.ts'

const consumer = {
  name: 'shipping',
  ...{ num_pending: 5, num_ack_pending: 6, num_redelivered: 7, num_waiting: 8 },
}
const reportsWith = (cluster?: { leader: string }) => ({
  health: { status: 'ok' },
  varz: varz.parse({
    server_name: 'stoa',
    ...{ connections: 1, mem: 2, slow_consumers: 3, in_msgs: 4, out_msgs: 5 },
    jetstream: { config: { max_storage: 100 }, stats: { storage: 10 } },
  }),
  jsz: jsz.parse({
    account_details: [
      {
        stream_detail: [
          {
            name: 'ORDERS',
            state: { messages: 1, bytes: 2, last_seq: 3 },
            consumer_detail: [{ ...consumer, ...(cluster && { cluster }) }],
          },
        ],
      },
    ],
  }),
})

const database = databaseSamples({
  databases: [
    {
      datname: 'orders',
      ...{ numbackends: 1, xact_commit: 2, xact_rollback: 3, deadlocks: 4, blks_hit: 5 },
      ...{ blks_read: 6, temp_bytes: 7, size_bytes: 8, frozen_xid_age: 9 },
    },
  ],
  locks: [{ datname: 'orders', mode: 'accesssharelock', count: 2 }],
  transactions: [{ datname: 'orders', state: 'active', longest_seconds: 0.5 }],
  server: {
    ...{ max_connections: 200, wal_bytes: 16, checkpoints_timed: 1, checkpoints_requested: 2 },
  },
})
const runner = runnerSamples({
  resources: [
    { name: 'orders', kind: 'service', state: 'ready', restarts: 2 },
    { name: 'nats', kind: 'broker', state: 'degraded', restarts: 0 },
  ],
})
const of = (samples: readonly Sample[], name: string) =>
  samples.filter((one) => one.name === name).map(({ labels, value }) => ({ ...labels, value }))

it('every metric that is defined has a sample, with exactly its labels, and there is no other', () => {
  const samples = [...brokerSamples(reportsWith()), ...database, ...runner]
  const labelsByName = new Map(
    samples.map(({ name, labels }) => [name, Object.keys(labels).sort().join()]),
  )
  expect([...labelsByName].sort()).toEqual(
    definitions.map(({ name, labels = {} }) => [name, Object.keys(labels).sort().join()]).sort(),
  )
})

it('a broker that is not healthy has a status other than 0', () => {
  const status = (health: string) =>
    of(brokerSamples({ ...reportsWith(), health: { status: health } }), 'nats_healthz_status')
  expect([status('ok'), status('unavailable')]).toEqual([[{ value: 0 }], [{ value: 1 }]])
})

it.each([
  ['of a single server', undefined, 'true'],
  ['whose server leads it', { leader: 'stoa' }, 'true'],
  ['that another server leads', { leader: 'stoa-2' }, 'false'],
])('a consumer %s has is_consumer_leader=%3$s', (_, cluster, leader) => {
  expect(of(brokerSamples(reportsWith(cluster)), 'nats_consumer_num_pending')).toEqual([
    { stream_name: 'ORDERS', consumer_name: 'shipping', is_consumer_leader: leader, value: 5 },
  ])
})

it('a process that is degraded is not up', () => {
  expect(of(runner, 'stoa_resource_up')).toEqual([
    { resource: 'orders', kind: 'service', value: 1 },
    { resource: 'nats', kind: 'broker', value: 0 },
  ])
  expect(of(runner, 'stoa_resource_restarts_total')[0]).toMatchObject({ value: 2 })
})
