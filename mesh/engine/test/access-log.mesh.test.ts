import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { sendOverTcp } from './send-over-tcp.ts'
import { steadyCalls } from './steady-calls.ts'
import { until } from './until.ts'

let mesh: Fixture
let orders: App
let broker: Server

beforeAll(async () => {
  mesh = await startFixture({ services: ['orders', 'gateway', 'catalog'] })
  orders = await startEcho(mesh.socket('orders'), undefined, { 'x-matched-path': template })
  broker = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
  const { upstream } = mesh.workload('nats').inbound
  broker.listen(upstream && 'port' in upstream ? upstream.port : 0, '127.0.0.1')
  await once(broker, 'listening')
}, 30_000)

afterAll(async () => {
  broker?.close()
  await orders?.stop()
  await mesh?.stop()
})

const path = '/v1/orders/canary'
const template = '/v1/orders/:orderId'
const linesOf = (instance: string): readonly Record<string, unknown>[] =>
  mesh
    .envoy(instance)
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line))

test('the server logs a sample of the allowed calls with the identity of the caller', async () => {
  const calls = steadyCalls(() => mesh.call('gateway', 'orders', { path: `${path}?secret=1` }))
  const written = () => linesOf('orders').filter(({ status }) => status === 200)
  await until(() => written().length > 0)
  await calls.stop()
  expect(written()[0]).toMatchObject({
    ...{ method: 'GET', path: template, details: 'via_upstream' },
    peer: 'spiffe://cluster.local/ns/commerce/sa/gateway',
    cluster: expect.stringMatching(/^inbound/),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
  expect(written().length).toBeLessThan(calls.total() / 2)
})

test('the server logs every call that it refuses', async () => {
  const refused = 20
  for (let left = refused; left > 0; left -= 1) await mesh.call('catalog', 'orders', { path })
  const written = () => linesOf('orders').filter(({ status }) => status === 403)
  await until(() => written().length >= refused)
  expect(written()).toHaveLength(refused)
  expect(written()[0]).toMatchObject({
    peer: 'spiffe://cluster.local/ns/commerce/sa/catalog',
    details: expect.stringMatching(/^rbac_access_denied_matched_policy/),
  })
})

test('a TCP connection is logged when it ends, with the reason when it was refused', async () => {
  await sendOverTcp(mesh.workload('orders'), 'data')
  await sendOverTcp(mesh.workload('gateway'), 'close')
  const by = (name: string) =>
    linesOf('nats').filter(({ peer }) => peer === `spiffe://cluster.local/ns/commerce/sa/${name}`)
  await until(() => by('orders').length > 0 && by('gateway').length > 0)
  expect(by('orders')).toEqual([expect.objectContaining({ method: null, termination: null })])
  expect(by('gateway')).toEqual([
    expect.objectContaining({ termination: expect.stringMatching(/^rbac_access_denied/) }),
  ])
})

test('no line holds a text of the caller', async () => {
  const headers = { traceparent: 'canary', tracestate: 'a=canary', 'user-agent': 'canary' }
  const before = linesOf('orders').length
  await mesh.call('catalog', 'orders', { path: `${path}?canary=1`, headers })
  await until(() => linesOf('orders').length > before)
  expect(mesh.envoy('orders').output()).not.toContain('canary')
})

test('the client logs nothing, so each call has at most one line', () => {
  expect(linesOf('gateway')).toEqual([])
  expect(linesOf('catalog')).toEqual([])
})
