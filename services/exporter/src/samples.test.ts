import { expect, it } from 'vitest'
import { brokerSamples, jsz, serversOf, varz } from './broker.ts'
import { databaseSamples } from './database.ts'
import { definitions } from './definitions.ts'
import { runnerSamples } from './runner.ts'
import type { Sample } from './sample.ts'

const consumer = {
  name: 'shipping',
  ...{ num_pending: 5, num_ack_pending: 6, num_redelivered: 7, num_waiting: 8 },
}
const varzOf = (in_msgs: number) =>
  varz.parse({
    ...{ connections: 1, mem: 2, slow_consumers: 3, in_msgs, out_msgs: 5 },
    jetstream: {
      ...{ config: { max_storage: 100 }, stats: { storage: 10 } },
      meta: { name: 'nats', leader: 'stoa', cluster_size: 3 },
    },
  })
const jszOf = (last_seq: number, cluster?: { leader: string }) =>
  jsz.parse({
    account_details: [
      {
        stream_detail: [
          {
            name: 'ORDERS',
            state: { messages: 1, bytes: 2, last_seq },
            consumer_detail: [{ ...consumer, ...(cluster && { cluster }) }],
          },
        ],
      },
    ],
  })
const by = <Report>(server: string, report: Report) => ({ server, report })
const reportsWith = (cluster?: { leader: string }) => ({
  health: [by('stoa', { status: 'ok' })],
  varz: [by('stoa', varzOf(4))],
  jsz: [by('stoa', jszOf(3, cluster))],
})
const three = ['nats-0', 'nats-1', 'nats-2']

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

it('a server of the broker that is not healthy has a status other than 0', () => {
  const health = [by('nats-0', { status: 'ok' }), by('nats-1', { status: 'unavailable' })]
  expect(of(brokerSamples({ ...reportsWith(), health }), 'nats_healthz_status')).toEqual([
    { server_id: 'nats-0', value: 0 },
    { server_id: 'nats-1', value: 1 },
  ])
})

it.each([
  ['of a single server', undefined, 'true'],
  ['whose server leads it', { leader: 'stoa' }, 'true'],
  ['that another server leads', { leader: 'stoa-2' }, 'false'],
])('a consumer %s has is_consumer_leader=%3$s', (_, cluster, leader) => {
  const labels = { server_id: 'stoa', stream_name: 'ORDERS', consumer_name: 'shipping' }
  expect(of(brokerSamples(reportsWith(cluster)), 'nats_consumer_num_pending')).toEqual([
    { ...labels, is_consumer_leader: leader, value: 5 },
  ])
})

it('each of three servers has its own figures, and one of them leads the consumer, in whatever order they answer', () => {
  const samples = brokerSamples({
    health: three.map((server) => by(server, { status: 'ok' })),
    varz: three.toReversed().map((server) => by(server, varzOf(three.indexOf(server)))),
    jsz: three.map((server, at) => by(server, jszOf(10 + at, { leader: 'nats-1' }))),
  })
  const valuesOf = (name: string) =>
    Object.fromEntries(of(samples, name).map((one) => [Reflect.get(one, 'server_id'), one.value]))
  expect(valuesOf('nats_varz_in_msgs')).toEqual({ 'nats-0': 0, 'nats-1': 1, 'nats-2': 2 })
  expect(valuesOf('nats_stream_last_seq')).toEqual({ 'nats-0': 10, 'nats-1': 11, 'nats-2': 12 })
  const leaders = of(samples, 'nats_consumer_num_waiting').filter(
    (one) => Reflect.get(one, 'is_consumer_leader') === 'true',
  )
  expect(leaders.map((one) => Reflect.get(one, 'server_id'))).toEqual(['nats-1'])
})

it('a server in a cluster tells how many servers form the broker, and another one is alone', () => {
  const { meta: _, ...alone } = varzOf(1).jetstream
  expect([serversOf(varzOf(1)), serversOf({ ...varzOf(1), jetstream: alone })]).toEqual([3, 1])
})

it('a process that is degraded is not up', () => {
  expect(of(runner, 'stoa_resource_up')).toEqual([
    { resource: 'orders', kind: 'service', value: 1 },
    { resource: 'nats', kind: 'broker', value: 0 },
  ])
  expect(of(runner, 'stoa_resource_restarts_total')[0]).toMatchObject({ value: 2 })
})
