import { connectBus } from '@stoa/events/bus'
import { connect } from 'nats'
import { afterAll, afterEach, expect, it } from 'vitest'
import { natsCluster } from '../../test/nats-cluster.ts'
import { until } from '../supervisor/supervisor.ts'

const cluster = await natsCluster()
const { url } = cluster
afterEach(cluster.stop)
afterAll(cluster.removeFiles)

/** As many servers as a profile has, each on the volume that it had before. */
async function startServers(count: number): Promise<void> {
  cluster.start(count)
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
  await cluster.stop()
  await startServers(1)
  await expect(startService(3)).rejects.toThrow('replicas > 1')
  expect(await startService(1)).toMatchObject({ replicas: 1 })
})
