import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { until } from './until.ts'

let mesh: Fixture
let orders: App
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
    services: ['orders', 'gateway'],
    otlpEndpoint: `http://127.0.0.1:${port}`,
  })
  orders = await startEcho(mesh.socket('orders'))
}, 30_000)

afterAll(async () => {
  receiver?.closeAllConnections()
  receiver?.close()
  await orders?.stop()
  await mesh?.stop()
})

const sampled = '4bf92f3577b34da6a3ce929d0e0e4736'
const unsampled = '11f92f3577b34da6a3ce929d0e0e4711'
const caller = '00f067aa0ba902b7'
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
  const holding = (hex: string) => received.filter((body) => body.includes(Buffer.from(hex, 'hex')))
  await until(() => holding(sampled).length > 0)
  const [spans] = holding(sampled)
  expect(spans?.includes('orders inbound')).toBe(true)
  expect(spans?.includes(Buffer.from(caller, 'hex'))).toBe(true)
  expect(holding(unsampled)).toEqual([])
  expect(Buffer.concat(received).includes('canary')).toBe(false)
})
