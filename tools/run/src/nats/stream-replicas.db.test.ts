import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '@stoa/events/bus'
import { freePort } from '@stoa/topology'
import { connect } from 'nats'
import { afterAll, afterEach, expect, it } from 'vitest'
import { until } from '../supervisor/supervisor.ts'
import { readTools } from '../tools.ts'

const { natsServer } = await readTools(process.env)
const folder = mkdtempSync(join(tmpdir(), 'stoa-replicas-'))
const ports = await Promise.all(Array.from({ length: 6 }, freePort))
const servers = [0, 1, 2].map((at) => ({ client: ports[at], route: ports[at + 3] }))
const url = `nats://127.0.0.1:${servers[0]?.client}`
const routes = servers.map(({ route }) => `"nats://127.0.0.1:${route}"`).join(', ')
const running: ChildProcess[] = []

const stopServers = () =>
  Promise.all(
    running.splice(0).map(async (server) => {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }),
  )
afterEach(stopServers)
afterAll(() => rmSync(folder, { recursive: true }))

/** As many servers as a profile has, each on the volume that it had before. */
async function startServers(count: number): Promise<void> {
  for (const [at, { client, route }] of servers.slice(0, count).entries()) {
    const home = join(folder, `nats-${at}`)
    mkdirSync(home, { recursive: true })
    const lines = [
      `server_name: nats-${at}`,
      `listen: "127.0.0.1:${client}"`,
      `jetstream { store_dir: ${JSON.stringify(home)} }`,
      ...(count > 1
        ? [`cluster { name: nats, listen: "127.0.0.1:${route}", routes: [${routes}] }`]
        : []),
    ]
    const file = join(home, 'nats.conf')
    writeFileSync(file, lines.join('\n'))
    running.push(spawn(natsServer, ['--config', file], { stdio: 'ignore' }))
  }
  const nc = await connect({ servers: url, waitOnFirstConnect: true, maxReconnectAttempts: -1 })
  const answers = () => nc.request('$JS.API.INFO', '', { timeout: 250 })
  const takesStreams = async () => !(await answers()).json<{ error?: object }>().error
  await until('JetStream', () => takesStreams().catch(() => false))
  await nc.close()
}

/** Ensures the stream as a service does at its start, and publishes to it once its copies have a leader. */
async function startService(streamReplicas: number) {
  const bus = await connectBus(url, { service: 'orders', streamReplicas })
  const nc = await connect({ servers: url })
  try {
    await bus.ensureStream('ORDERS', ['order.placed'])
    const { streams } = await nc.jetstreamManager()
    const info = () => streams.info('ORDERS')
    await until('a leader', async () => {
      const { leader, replicas = [] } = (await info()).cluster ?? {}
      return leader !== undefined && replicas.every(({ current }) => current)
    })
    await bus.publish('order.placed', String(published++), '{}')
    const { config, state } = await info()
    return { replicas: config.num_replicas, messages: state.messages }
  } finally {
    await bus.close()
    await nc.close()
  }
}
let published = 0

it('a service that is told of more or fewer copies changes its stream, which keeps its messages; one server takes it again', async () => {
  await startServers(3)
  expect(await startService(1)).toEqual({ replicas: 1, messages: 1 })
  expect(await startService(3)).toEqual({ replicas: 3, messages: 2 })
  await stopServers()
  await startServers(1)
  await expect(startService(3)).rejects.toThrow('replicas > 1')
  expect(await startService(1)).toMatchObject({ replicas: 1 })
})
