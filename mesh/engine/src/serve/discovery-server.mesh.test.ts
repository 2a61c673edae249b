import { mkdtemp, rm } from 'node:fs/promises'
import { type ClientHttp2Session, connect } from 'node:http2'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../test/until.ts'
import { type DiscoveryServer, startDiscovery } from './discovery-server.ts'
import { createSnapshotCache, type SnapshotCache, type Subscription } from './snapshot-cache.ts'

let dir: string
let cache: SnapshotCache
let server: DiscoveryServer
let client: ClientHttp2Session
let rejected: Subscription[]

beforeEach(async () => {
  dir = await mkdtemp('/tmp/mesh-')
  cache = createSnapshotCache()
  rejected = []
  const socket = join(dir, 'mesh.sock')
  const none = { faults: () => [], setFaults: async () => undefined }
  server = await startDiscovery(socket, cache, (one) => rejected.push(one), none)
  client = connect('http://mesh', { createConnection: () => dial(socket) })
})

afterEach(async () => {
  client.destroy()
  await server.stop()
  await rm(dir, { recursive: true })
})

const cluster = (limit: number) => ({ '@type': 'cluster', name: 'a', limit })

const request = (version: string) => {
  const stream = client.request({ ':method': 'POST', ':path': '/v3/discovery:clusters' })
  const response = { text: '', isOpen: true }
  stream.on('data', (chunk: Buffer) => {
    response.text += chunk.toString()
  })
  stream.on('end', () => {
    response.isOpen = false
  })
  stream.end(JSON.stringify({ version_info: version, node: { id: 'orders' }, type_url: 'cluster' }))
  return response
}

const received = async (response: ReturnType<typeof request>) => {
  await until(() => !response.isOpen)
  return JSON.parse(response.text)
}

test('a discovery request with the current version stays open until the snapshot changes', async () => {
  cache.set('orders', 'policies', [cluster(1)])
  const first = await received(request(''))
  expect(first.resources).toEqual([cluster(1)])
  const second = request(first.version_info)
  await received(request(''))
  expect(second.isOpen).toBe(true)
  cache.set('orders', 'policies', [cluster(2)])
  expect((await received(second)).resources).toEqual([cluster(2)])
})

test('a snapshot that an Envoy rejects is reported, and not sent to that Envoy again', async () => {
  cache.set('orders', 'policies', [cluster(1)])
  const { version_info: applied } = await received(request(''))
  cache.set('orders', 'policies', [cluster(2)])
  await received(request(applied))
  const again = request(applied)
  await until(() => rejected.length === 1)
  expect(again.isOpen).toBe(true)
  cache.set('orders', 'policies', [cluster(3)])
  expect((await received(again)).resources).toEqual([cluster(3)])
})
