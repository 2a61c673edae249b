import { readFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAuthority } from '../src/index.ts'
import { callPlain, callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'

const hourMs = 3_600_000
const gatewayId = 'spiffe://cluster.local/ns/commerce/sa/gateway'

describe('a sidecar of the mesh', () => {
  let mesh: Fixture
  let orders: App
  let broker: Server
  let connections = 0
  const received: string[] = []

  beforeAll(async () => {
    mesh = await startFixture({ services: ['orders', 'gateway', 'catalog'] })
    orders = await startEcho(mesh.socket('orders'))
    broker = createServer((socket: Socket) => {
      connections += 1
      socket.write('INFO ')
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        received.push(data.toString())
        socket.write(data)
      })
    })
    const { upstream } = mesh.workload('nats').inbound
    const port = upstream && 'port' in upstream ? upstream.port : 0
    await new Promise<void>((resolve) => broker.listen(port, '127.0.0.1', resolve))
  }, 30_000)

  afterAll(async () => {
    broker?.close()
    await orders?.stop()
    await mesh?.stop()
  })

  const inbound = () => {
    const { address: host, port } = mesh.workload('orders').inbound
    return { host, port, path: '/v1/orders/o-1', agent: false as const }
  }
  const certified = async (spiffeId: string, lifetimeMs = hourMs) => {
    const { certPem: cert, keyPem: key } = await mesh.authority.issue({ spiffeId, lifetimeMs })
    const ca = await readFile(mesh.authority.caFile)
    return { cert, key, ca, checkServerIdentity: () => undefined }
  }

  test('allows a permitted caller and forwards its identity to the service', async () => {
    const { status, text } = await mesh.call('gateway', 'orders', { path: '/v1/orders/o-1' })
    expect(status).toBe(200)
    const { headers } = JSON.parse(text)
    expect(headers['x-forwarded-client-cert'].split(',').at(-1)).toContain(`URI=${gatewayId}`)
  })

  test('answers to every name of a service', async () => {
    const names = [
      'orders',
      'orders:4001',
      'orders.commerce',
      'orders.commerce.svc.cluster.local:4001',
    ]
    for (const name of names) {
      expect(await mesh.call('gateway', name, { path: '/v1/orders/o-1' })).toMatchObject({
        status: 200,
      })
    }
  })

  test('ignores an identity that an application sends in a header', async () => {
    const headers = {
      'x-forwarded-client-cert': 'By=x;URI=spiffe://cluster.local/ns/commerce/sa/evil',
    }
    const { text } = await mesh.call('gateway', 'orders', { path: '/v1/orders/o-1', headers })
    expect(text).not.toContain('evil')
  })

  test('answers 403 to a caller that no policy names', async () => {
    expect(await mesh.call('catalog', 'orders', { path: '/v1/orders/o-1' })).toMatchObject({
      status: 403,
    })
  })

  test('answers 403 to a permitted caller for another method or path', async () => {
    const forbidden = [
      { method: 'POST', path: '/v1/orders/o-1' },
      { path: '/v1/orders' },
      { path: '/v1/orders/o-1/cancel' },
      { path: '/metrics' },
      { path: '/v1/orders/o-1/../../../metrics' },
    ]
    for (const call of forbidden) {
      expect(await mesh.call('gateway', 'orders', call)).toMatchObject({ status: 403 })
    }
  })

  test('reaches no host outside the mesh', async () => {
    expect(await mesh.call('gateway', 'example.com')).toMatchObject({ status: 502 })
  })

  test('refuses plaintext', async () => {
    await expect(callPlain(inbound())).rejects.toThrow()
  })

  test('refuses TLS without a client certificate', async () => {
    await expect(callSecure({ ...inbound(), rejectUnauthorized: false })).rejects.toThrow()
  })

  test('accepts the certificate that our authority issued to the gateway (control)', async () => {
    expect(await callSecure({ ...inbound(), ...(await certified(gatewayId)) })).toMatchObject({
      status: 200,
    })
  })

  test('fails the handshake of a certificate of another authority', async () => {
    const other = await openAuthority(join(mesh.dir, 'other'))
    const { certPem: cert, keyPem: key } = await other.issue({
      spiffeId: gatewayId,
      lifetimeMs: hourMs,
    })
    await expect(
      callSecure({ ...inbound(), cert, key, rejectUnauthorized: false }),
    ).rejects.toThrow()
  })

  test('fails the handshake of an expired certificate', async () => {
    const expired = await certified(gatewayId, -1_000)
    await expect(callSecure({ ...inbound(), ...expired })).rejects.toThrow()
  })

  test('fails the handshake of a certificate of another trust domain', async () => {
    const foreign = await certified('spiffe://elsewhere.test/ns/commerce/sa/gateway')
    await expect(callSecure({ ...inbound(), ...foreign })).rejects.toThrow()
  })

  test('connects a service that the TCP policy names to the broker', async () => {
    expect(await exchange(natsPort('orders'))).toBe('INFO PING')
    expect(received).toEqual(['PING'])
  })

  test('closes the connection of a service that the TCP policy does not name at its first byte', async () => {
    received.length = 0
    expect(await exchange(natsPort('gateway'))).not.toContain('PING')
    expect(received).toEqual([])
  })

  test('does not connect to the broker for a client without a certificate', async () => {
    const before = connections
    const { address: host, port } = mesh.workload('nats').inbound
    await expect(
      callSecure({ host, port, agent: false, rejectUnauthorized: false }),
    ).rejects.toThrow()
    await expect(callPlain({ host, port, agent: false })).rejects.toThrow()
    expect(connections).toBe(before)
  })

  const natsPort = (instance: string) => mesh.workload(instance).outboundTcp?.[0]?.port ?? 0
})

/** Sends one message, and resolves to everything received until the connection closes. */
const exchange = (port: number): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('PING'))
    socket.on('data', (data) => {
      text += data.toString()
      if (text.includes('PING')) socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
