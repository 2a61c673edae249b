import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '@stoa/events'
import { readTopology, type Service } from '@stoa/topology'
import { connect as connectNats, nkeyAuthenticator } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPorts } from '../ports.ts'
import { natsResource } from '../resources/nats.ts'
import { openSecrets } from '../secrets.ts'
import { type Supervisor, supervise } from '../supervisor/supervisor.ts'
import { readTools } from '../tools.ts'
import { isHealthy, readStreams, readVarz } from './monitor.ts'
import { monitorInbox } from './permissions.ts'
import { brokerUsers, keyOf, monitor, operator } from './users.ts'

const { services, service } = readTopology()
const home = mkdtempSync(join(tmpdir(), 'stoa-nats-'))
const secrets = openSecrets(join(home, 'secret.key'))
let supervisor: Supervisor
let url: string
let port: number

beforeAll(async () => {
  const ports = openPorts({ ephemeral: true, log: () => undefined })
  port = await ports.free()
  url = `nats://127.0.0.1:${port}`
  supervisor = supervise({
    logFile: (name) => join(home, `${name}.log`),
    log: () => undefined,
    onReady: () => undefined,
    onChange: () => undefined,
  })
  const program = (await readTools(process.env)).natsServer
  const users = brokerUsers(secrets, services)
  const monitorSeed = keyOf(secrets, monitor).seed
  await supervisor.start([
    natsResource({ program, folder: join(home, 'nats'), port, users, monitorSeed }),
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

it('each service manages its stream, publishes, pulls and acknowledges with the permissions of its service.yaml', async () => {
  const [orders, shipping] = [await connect('orders'), await connect('shipping')]
  try {
    await orders.ensureStream('ORDERS', service('orders').publishes)
    await shipping.ensureStream('SHIPPING', service('shipping').publishes)
    const wanted = service('shipping').consumes.filter((subject) =>
      service('orders').publishes.includes(subject),
    )
    const consumer = await shipping.openConsumer('ORDERS', wanted)
    for (const subject of service('orders').publishes)
      await orders.publish(subject, `id-${subject}`, '[]')
    const arrived: string[] = []
    const { promise: all, resolve } = Promise.withResolvers<void>()
    const pull = await consumer.pull((message) => {
      message.ack()
      if (arrived.push(message.subject) === wanted.length) resolve()
    })
    await all
    await expect.poll(() => shipping.pending('ORDERS')).toBe(0)
    expect(arrived.sort()).toEqual(wanted.sort())
    pull.stop()
  } finally {
    await Promise.all([orders.close(), shipping.close()])
  }
})

it('no service may publish a subject of another one', async () => {
  const gateway = await connect('gateway')
  try {
    await expect(gateway.publish('payments.authorise', 'x', '[]')).rejects.toThrow(denied)
  } finally {
    await gateway.close()
  }
})

it('no service may change or read the stream of another one', async () => {
  const shipping = await connect('shipping')
  try {
    await expect(shipping.ensureStream('ORDERS', ['shipping.book'])).rejects.toThrow(denied)
    await expect(shipping.openConsumer('INVENTORY', ['inventory.reserved'])).rejects.toThrow(denied)
  } finally {
    await shipping.close()
  }
})

it('a key is of no use under another service’s name', async () => {
  const impostor = await connect('orders', 'shipping')
  try {
    await expect(impostor.publish('inventory.reserve', 'x', '[]')).rejects.toThrow()
    await expect(impostor.ensureStream(streamOf(service('orders')), [])).rejects.toThrow()
  } finally {
    await impostor.close()
  }
})

describe('the monitor', () => {
  const access = (name: string) => ({ port, monitorSeed: keyOf(secrets, name).seed })
  const connectAs = (name: string) =>
    connectNats({
      ...{ servers: url, inboxPrefix: monitorInbox },
      authenticator: nkeyAuthenticator(Buffer.from(keyOf(secrets, name).seed)),
    })

  it('reads the health, the figures and the streams with their consumers', async () => {
    expect(await isHealthy(access(monitor))).toBe(true)
    expect(await readVarz(access(monitor))).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      connections: expect.any(Number),
    })
    const streams = await readStreams(access(monitor))
    const orders = streams.find(({ name }) => name === 'ORDERS')
    expect(orders?.state.messages).toBe(service('orders').publishes.length)
    expect(orders?.consumer_detail?.map(({ name }) => name)).toEqual(['shipping'])
  })

  it.each([
    '$SYS.REQ.SERVER.PING',
    '$SYS.REQ.SERVER.PING.CONNZ',
    '$SYS.REQ.SERVER.PING.SUBSZ',
    '$SYS.REQ.ACCOUNT.PING.CONNZ',
    '$SYS.REQ.SERVER.X.RELOAD',
    '$SYS.REQ.SERVER.X.KICK',
    '$JS.API.STREAM.LIST',
    'inventory.reserve',
  ])('may not request %s', async (subject) => {
    const connection = await connectAs(monitor)
    try {
      await expect(connection.request(subject, '{}', { timeout: 5000 })).rejects.toThrow(denied)
    } finally {
      await connection.close()
    }
  })

  it.each(['$SYS.>', '>', 'orders.>', '_INBOX_orders.>'])(
    'may not listen to %s',
    async (subject) => {
      const connection = await connectAs(monitor)
      try {
        const subscription = connection.subscribe(subject)
        await expect(subscription[Symbol.asyncIterator]().next()).rejects.toThrow(denied)
      } finally {
        await connection.close()
      }
    },
  )

  it.each([operator, 'orders'])(
    'is the only one that the server reports to, not %s',
    async (name) => {
      expect(await isHealthy(access(name))).toBe(false)
      await expect(readStreams(access(name))).rejects.toThrow()
    },
  )

  it('gets no report from another server’s key', async () => {
    expect(await isHealthy(access('nobody'))).toBe(false)
  })
})
