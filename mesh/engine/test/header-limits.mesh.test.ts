import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { statusOverHttp2 } from './http2.ts'
import { until } from './until.ts'

let mesh: Fixture
let ca: Buffer
let catalog: App

const path = '/v1/products'
const port = () => mesh.workload('edge').inbound.port

beforeAll(async () => {
  mesh = await startFixture({ services: ['catalog'] })
  ca = await readFile(mesh.authority.caFile)
  catalog = await startEcho(mesh.socket('catalog'))
  await until(async () => (await get({})).status === 200)
}, 30_000)

afterAll(async () => {
  await catalog?.stop()
  await mesh?.stop()
})

const get = (headers: Record<string, string>) =>
  callSecure({
    ...{ host: '127.0.0.1', port: port(), servername: 'localhost', agent: false },
    ...{ ca, path, headers },
  })

const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
const manyHeaders = (count: number) =>
  Object.fromEntries(range(1, count).map((index) => [`x-${index}`, '1']))
const longHeader = (bytes: number) => ({ 'x-long': 'x'.repeat(bytes) })

/** Around the limits of the edge and of a sidecar. */
const requests = [
  ['70 to 130 headers', range(70, 130).map(manyHeaders)],
  ['headers of 58 to 62 KiB', range(58 * 1024, 62 * 1024, 64).map(longHeader)],
] as const

test.each(requests)(
  'a request that the edge lets pass is one that the sidecar takes: %s',
  async (_, all) => {
    const found = new Set<string>()
    for (const headers of all) {
      const answer = await get(headers)
      found.add(`${answer.status} ${answer.headers['content-type']}`)
    }
    expect([...found]).toEqual(['200 application/json', '431 application/problem+json'])
  },
)

test.each(requests)(
  'over HTTP/2 too, where the edge resets the stream of any other: %s',
  async (_, all) => {
    const found = new Set<number | string | undefined>()
    for (const headers of all) {
      const answer = statusOverHttp2(port(), ca, { ':path': path, ...headers })
      found.add(await answer.catch(() => 'reset'))
    }
    expect([...found]).toEqual([200, 'reset'])
  },
)
