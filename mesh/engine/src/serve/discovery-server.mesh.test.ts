import { mkdtemp, rm } from 'node:fs/promises'
import { type ClientHttp2Session, connect } from 'node:http2'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../test/until.ts'
import { type Bulletin, createBulletin, type Question } from './bulletin.ts'
import { type DiscoveryServer, startDiscovery } from './discovery-server.ts'

let dir: string
let bulletin: Bulletin
let server: DiscoveryServer
let client: ClientHttp2Session
let refused: Question[]

beforeEach(async () => {
  dir = await mkdtemp('/tmp/mesh-')
  bulletin = createBulletin()
  refused = []
  const socket = join(dir, 'mesh.sock')
  const none = { faults: () => [], setFaults: async () => undefined }
  server = await startDiscovery(socket, bulletin, (question) => refused.push(question), none)
  client = connect('http://mesh', { createConnection: () => dial(socket) })
})

afterEach(async () => {
  client.destroy()
  await server.stop()
  await rm(dir, { recursive: true })
})

const cluster = (limit: number) => ({ '@type': 'cluster', name: 'a', limit })
const ask = (version: string) => {
  const stream = client.request({ ':method': 'POST', ':path': '/v3/discovery:clusters' })
  const asked = { text: '', open: true }
  stream.on('data', (chunk: Buffer) => {
    asked.text += chunk.toString()
  })
  stream.on('end', () => {
    asked.open = false
  })
  stream.end(JSON.stringify({ version_info: version, node: { id: 'orders' }, type_url: 'cluster' }))
  return asked
}
const answered = async (question: ReturnType<typeof ask>) => {
  await until(() => !question.open)
  return JSON.parse(question.text)
}

test('a question for what its asker knows stays open until there is news', async () => {
  bulletin.post('orders', 'policies', [cluster(1)])
  const first = await answered(ask(''))
  expect(first.resources).toEqual([cluster(1)])
  const second = ask(first.version_info)
  await answered(ask(''))
  expect(second.open).toBe(true)
  bulletin.post('orders', 'policies', [cluster(2)])
  expect((await answered(second)).resources).toEqual([cluster(2)])
})

test('what an Envoy refuses is said, and not sent to it again and again', async () => {
  bulletin.post('orders', 'policies', [cluster(1)])
  const { version_info: known } = await answered(ask(''))
  bulletin.post('orders', 'policies', [cluster(2)])
  await answered(ask(known))
  const again = ask(known)
  await until(() => refused.length === 1)
  expect(again.open).toBe(true)
  bulletin.post('orders', 'policies', [cluster(3)])
  expect((await answered(again)).resources).toEqual([cluster(3)])
})
