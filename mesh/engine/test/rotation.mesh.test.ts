import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callSecure } from './call.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { steadyCalls } from './steady-calls.ts'
import { type Issuer, newIssuer } from './tokens.ts'
import { until } from './until.ts'

let mesh: Fixture
let ca: Buffer
let old: Issuer
let fresh: Issuer
let published: readonly object[]
let orders: App
let sandbox: App

beforeAll(async () => {
  old = await newIssuer('old')
  fresh = await newIssuer('fresh')
  published = old.jwks.keys
  mesh = await startFixture({ services: ['orders', 'sandbox'] })
  ca = await readFile(mesh.authority.caFile)
  orders = await startEcho(mesh.socket('orders'))
  sandbox = await startEcho(mesh.socket('sandbox'), () => ({
    status: 200,
    body: { keys: published },
  }))
  await until(async () => (await requests(await old.token())).status === 200)
}, 30_000)

afterAll(async () => {
  await orders?.stop()
  await sandbox?.stop()
  await mesh?.stop()
})

const requests = (token: string) =>
  callSecure({
    host: '127.0.0.1',
    port: mesh.workload('edge').inbound.port,
    servername: 'localhost',
    ca,
    path: '/v1/orders',
    headers: { authorization: `Bearer ${token}` },
  })

test('rotating to a key that was published in advance rejects no token', async () => {
  const [oldToken, freshToken] = [await old.token(), await fresh.token()]
  expect(await requests(freshToken)).toMatchObject({ status: 401 })

  const withOld = steadyCalls(() => requests(oldToken), 1)
  published = [...old.jwks.keys, ...fresh.jwks.keys]
  const before = sandbox.seen.length
  await until(() => sandbox.seen.length > before, 40_000)
  await until(async () => (await requests(freshToken)).status === 200, 1_000)

  const withFresh = steadyCalls(() => requests(freshToken), 1)
  const again = sandbox.seen.length
  await until(() => sandbox.seen.length > again, 40_000)
  expect(Object.keys(await withOld.stop())).toEqual(['200'])
  expect(Object.keys(await withFresh.stop())).toEqual(['200'])
}, 100_000)
