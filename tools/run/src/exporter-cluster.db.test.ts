import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { connect, type JetStreamManager, nkeyAuthenticator } from 'nats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getOver } from '../test/get-over.ts'
import { natsCluster } from '../test/nats-cluster.ts'
import { brokerUsersText } from './nats/config.ts'
import { brokerUsers, keyOf, operator } from './nats/users.ts'
import { openSecrets } from './secrets.ts'
import { until } from './supervisor/supervisor.ts'
import { readTools } from './tools.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-exporter-cluster-'))
const secrets = openSecrets(join(home, 'secret.key'))
const users = brokerUsers(secrets, readTopology().services)
const cluster = await natsCluster(brokerUsersText(users))
const socket = join(home, 'exporter.sock')
const names = ['nats-0', 'nats-1', 'nats-2']
let exporter: ChildProcess

beforeAll(async () => {
  cluster.start(3)
  const nc = await connect({
    ...{ servers: cluster.url, waitOnFirstConnect: true, maxReconnectAttempts: -1 },
    authenticator: nkeyAuthenticator(new TextEncoder().encode(keyOf(secrets, operator).seed)),
  })
  await until('JetStream', () =>
    nc.jetstreamManager().then(
      () => true,
      () => false,
    ),
  )
  await addStream(await nc.jetstreamManager())
  for (let sent = 0; sent < 5; sent++) await nc.jetstream().publish('order.placed', '[]')
  await nc.close()
  exporter = spawn(
    (await readTools(process.env)).node,
    [join(repositoryRoot, 'services/exporter/src/main.ts')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...{ PATH: process.env.PATH, LISTEN: socket, LOG_LEVEL: 'error', CACHE_MS: '0' },
        ...{ NATS_URL: cluster.url, NATS_NKEY_SEED: keyOf(secrets, 'exporter').seed },
        DATABASE_URL: 'postgres://exporter@127.0.0.1:1/exporter',
      },
    },
  )
  await until('the exporter', async () => (await getOver(socket, '/readyz')).status === 200)
})

async function addStream({ streams, consumers }: JetStreamManager) {
  const hasAllServers = async () =>
    (await streams.add({ name: 'ORDERS', subjects: ['order.>'], num_replicas: 3 })).cluster
      ?.replicas?.length === 2
  await until('a stream of three copies', () => hasAllServers().catch(() => false))
  for (const durable_name of ['fraud', 'payments', 'shipping'])
    await consumers.add('ORDERS', { durable_name, ack_policy: 'explicit' as never })
}

afterAll(async () => {
  if (exporter?.exitCode === null) {
    exporter.kill('SIGTERM')
    await once(exporter, 'exit')
  }
  await cluster.stop()
  cluster.removeFiles()
  rmSync(home, { recursive: true, force: true })
})

/** The values of a metric by the server that they are of, of consumers only those of their leader. */
async function scrape(metric: string): Promise<Record<string, number[]>> {
  const { body } = await getOver(socket, '/metrics')
  const values: Record<string, number[]> = {}
  for (const [, labels = '', value] of body.matchAll(
    new RegExp(`^${metric}\\{(.*)\\} (\\S+)$`, 'gm'),
  )) {
    if (labels.includes('is_consumer_leader="false"')) continue
    const server = /server_id="([^"]*)"/.exec(labels)?.[1] ?? ''
    values[server] = [...(values[server] ?? []), Number(value)]
  }
  return values
}

it('every server of the broker has its figures in each scrape, and every consumer is shown once, by its leader', async () => {
  await until('the copies of the stream', async () => {
    const messages = await scrape('nats_stream_total_messages')
    return names.every((name) => messages[name]?.[0] === 5)
  })
  for (let reading = 0; reading < 20; reading++) {
    expect(Object.keys(await scrape('nats_varz_in_msgs')).sort()).toEqual(names)
    expect(Object.keys(await scrape('nats_healthz_status')).sort()).toEqual(names)
    expect(Object.values(await scrape('nats_consumer_num_pending')).flat()).toEqual([5, 5, 5])
  }
})

it('without one of its servers the broker is up, and the figures of the others are there', async () => {
  await cluster.kill(2)
  await until('a reading without it', async () => {
    const servers = Object.keys(await scrape('nats_varz_mem')).sort()
    return servers.join() === 'nats-0,nats-1'
  })
  expect((await getOver(socket, '/metrics')).body).toContain('\nnats_up 1\n')
})
