import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { statusOverHttp2 } from './http2.ts'
import { until } from './until.ts'

let mesh: Fixture
let orders: App
let catalog: App
let receiver: Server
const received: Buffer[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(Buffer.concat(chunks))
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  mesh = await startFixture({
    services: ['orders', 'gateway', 'catalog'],
    otlpEndpoint: `http://127.0.0.1:${port}`,
    samplingPercent: 100,
  })
  orders = await startEcho(mesh.socket('orders'))
  catalog = await startEcho(mesh.socket('catalog'))
}, 30_000)

afterAll(async () => {
  receiver?.closeAllConnections()
  receiver?.close()
  await orders?.stop()
  await catalog?.stop()
  await mesh?.stop()
})

const sampled = '4bf92f3577b34da6a3ce929d0e0e4736'
const unsampled = '11f92f3577b34da6a3ce929d0e0e4711'
const caller = '00f067aa0ba902b7'
const holding = (hex: string) => received.filter((body) => body.includes(Buffer.from(hex, 'hex')))
const traced = (traceId: string, flag: string) =>
  mesh.call('gateway', 'orders', {
    path: '/v1/orders/canary-path?card=canary-query',
    headers: {
      traceparent: `00-${traceId}-${caller}-${flag}`,
      'user-agent': 'canary-agent',
    },
  })

test("the server's sidecar adds a span as a child of the client's span when the trace is sampled", async () => {
  const passedOn = await traced(unsampled, '00')
  expect(JSON.parse(passedOn.text).headers.traceparent).toMatch(
    new RegExp(`^00-${unsampled}-.*-00$`),
  )
  const { text } = await traced(sampled, '01')
  expect(JSON.parse(text).headers.traceparent).toMatch(new RegExp(`^00-${sampled}-.*-01$`))
  await until(() => holding(sampled).length > 0)
  const [spans] = holding(sampled)
  expect(spans?.includes('orders inbound')).toBe(true)
  expect(spans?.includes(Buffer.from(caller, 'hex'))).toBe(true)
  expect(holding(unsampled)).toEqual([])
  expect(Buffer.concat(received).includes('canary')).toBe(false)
})

test('the edge starts a trace of its own and decides on its sampling, whatever a client sends', async () => {
  const ca = await readFile(mesh.authority.caFile)
  const chosen = '0af7651916cd43dd8448eb211c80319c'
  const hidden = {
    traceparent: `00-${chosen}-${caller}-00`,
    tracestate: 'a=canary',
    'x-client-trace-id': 'canary',
  }
  const { port } = mesh.workload('edge').inbound
  const answer = await callSecure({
    ...{ host: '127.0.0.1', port, servername: 'localhost', ca, path: '/v1/products' },
    headers: hidden,
  })
  const { traceparent, ...headers } = JSON.parse(answer.text).headers
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(JSON.stringify(headers)).not.toContain('canary')
  await until(() => holding(traceparent.slice(3, 35)).length > 0)
  expect(holding(chosen)).toEqual([])
  expect(Buffer.concat(received).includes('canary')).toBe(false)
})

test('a span has neither the host of a request nor a method of its own', async () => {
  const ca = await readFile(mesh.authority.caFile)
  const { port } = mesh.workload('edge').inbound
  const headers = { ':path': '/v1/canary', ':method': 'CANARY', ':authority': 'canary.test' }
  expect(await statusOverHttp2(port, ca, headers)).toBe(401)
  await until(() => Buffer.concat(received).includes('401'))
  expect(Buffer.concat(received).toString('latin1')).not.toMatch(/canary/i)
})
