import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '@stoa/events'
import { readTopology, type Service } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPorts } from '../ports.ts'
import { natsResource } from '../resources/nats.ts'
import { openSecrets } from '../secrets.ts'
import { type Supervisor, supervise } from '../supervisor/supervisor.ts'
import { readTools } from '../tools.ts'
import { brokerUsers, keyOf } from './users.ts'

const { services, service } = readTopology()
const home = mkdtempSync(join(tmpdir(), 'stoa-nats-'))
const secrets = openSecrets(join(home, 'secret.key'))
let supervisor: Supervisor
let url: string

beforeAll(async () => {
  const ports = openPorts({ ephemeral: true, say: () => undefined })
  const [port, monitorPort] = [await ports.free(), await ports.free()]
  url = `nats://127.0.0.1:${port}`
  supervisor = supervise({
    logFile: (name) => join(home, `${name}.log`),
    say: () => undefined,
    onReady: () => undefined,
    onChange: () => undefined,
  })
  const program = (await readTools(process.env)).natsServer
  const users = brokerUsers(secrets, services)
  await supervisor.start([
    natsResource({ program, folder: join(home, 'nats'), port, monitorPort, users }),
  ])
})

afterAll(async () => {
  await supervisor.stop()
  rmSync(home, { recursive: true, force: true })
})

const connect = (name: string, seedOf = name) =>
  connectBus(url, { service: name, seed: keyOf(secrets, seedOf).seed })

const streamOf = (one: Service) => one.name.toUpperCase()
const denied = /permissions violation/i

it('each service keeps its stream, publishes, pulls and acknowledges with what service.yaml gives it', async () => {
  const [orders, shipping] = [await connect('orders'), await connect('shipping')]
  try {
    await orders.ensureStream('ORDERS', service('orders').publishes)
    await shipping.ensureStream('SHIPPING', service('shipping').publishes)
    const consumer = await shipping.openConsumer('ORDERS', service('shipping').consumes)
    for (const subject of service('orders').publishes)
      await orders.publish(subject, `id-${subject}`, '[]')
    const arrived: string[] = []
    const { promise: both, resolve } = Promise.withResolvers<void>()
    const pull = await consumer.pull((message) => {
      message.ack()
      if (arrived.push(message.subject) === 2) resolve()
    })
    await both
    await expect.poll(() => shipping.pending('ORDERS')).toBe(0)
    expect(arrived.sort()).toEqual([...service('shipping').consumes].sort())
    pull.stop()
  } finally {
    await Promise.all([orders.close(), shipping.close()])
  }
})

it('no service may publish what another one publishes', async () => {
  const gateway = await connect('gateway')
  try {
    await expect(gateway.publish('payments.authorise', 'x', '[]')).rejects.toThrow(denied)
  } finally {
    await gateway.close()
  }
})

it('no service may change or read another one’s stream', async () => {
  const shipping = await connect('shipping')
  try {
    await expect(shipping.ensureStream('ORDERS', ['shipping.book'])).rejects.toThrow(denied)
    await expect(shipping.openConsumer('PAYMENTS', ['payments.captured'])).rejects.toThrow(denied)
  } finally {
    await shipping.close()
  }
})

it('a key opens nothing under another service’s name', async () => {
  const impostor = await connect('orders', 'shipping')
  try {
    await expect(impostor.publish('inventory.reserve', 'x', '[]')).rejects.toThrow()
    await expect(impostor.ensureStream(streamOf(service('orders')), [])).rejects.toThrow()
  } finally {
    await impostor.close()
  }
})
