import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminGet } from './envoy.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { statusOverHttp2 } from './http2.ts'
import { samplesOf } from './prometheus-text.ts'
import { until } from './until.ts'

let mesh: Fixture
let ca: Buffer

beforeAll(async () => {
  mesh = await startFixture({ services: ['catalog'] })
  ca = await readFile(mesh.authority.caFile)
}, 30_000)

afterAll(() => mesh?.stop())

const port = () => mesh.workload('edge').inbound.port
const linesOfEdge = (): readonly Record<string, unknown>[] =>
  mesh
    .envoy('edge')
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line))

const crlf = '\r\n'
/** Sends what no HTTP client would, and reads until the edge closes the connection. */
async function send(lines: readonly string[], body = '') {
  const socket = connect({ host: '127.0.0.1', port: port(), servername: 'localhost', ca })
  socket.write(`${lines.join(crlf)}${crlf}${crlf}${body}`)
  const [head = '', content = ''] = (await text(socket)).split(`${crlf}${crlf}`)
  const [start = '', ...fields] = head.split(crlf)
  const headers = new Map(fields.map((one) => one.split(': ') as [string, string]))
  return { status: Number(start.split(' ')[1]), headers, content }
}

const host = 'host: localhost'
const own = '0197a000-0000-4000-8000-000000000001'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const malformed = ['GET /v1/products/%00 HTTP/1.1', host]

const chunked = ['POST / HTTP/1.1', host, 'transfer-encoding: chunked', 'content-length: 3']
const unknownEncoding = ['POST / HTTP/1.1', host, 'transfer-encoding: a']
const gzip = ['POST /v1/products HTTP/1.1', host, 'transfer-encoding: gzip, chunked']
const tooLong = ['GET / HTTP/1.1', host, `x-long: ${'x'.repeat(90_000)}`]
const tooMany = ['GET / HTTP/1.1', host, ...Array.from({ length: 150 }, (_, n) => `x-${n}: 1`)]

test.each<[string, number, string, readonly string[], string?]>([
  ['a path with an escaped NUL', 400, 'bad_request', malformed],
  ['a target that is no path', 400, 'bad_request', ['GET products HTTP/1.1', host]],
  ['no Host', 400, 'bad_request', ['GET /v1/products HTTP/1.1']],
  ['a Host that is none', 400, 'bad_request', ['GET /v1/products HTTP/1.1', 'host: a b/']],
  ['an unknown method', 400, 'bad_request', ['BREW /v1/products HTTP/1.1', host]],
  ['no HTTP at all', 400, 'bad_request', ['hello']],
  ['a NUL in a header', 400, 'bad_request', ['GET / HTTP/1.1', host, 'x-a: a\0b']],
  ['a length that is none', 400, 'bad_request', ['GET / HTTP/1.1', host, 'content-length: x']],
  ['a body with two lengths', 400, 'bad_request', chunked, `0${crlf}${crlf}`],
  ['an unknown encoding', 400, 'bad_request', unknownEncoding],
  ['an encoding that Envoy does not take', 400, 'bad_request', gzip],
  ['HTTP/1.0', 426, 'upgrade_required', ['GET /v1/products HTTP/1.0', host]],
  ['too long headers', 431, 'headers_too_large', tooLong],
  ['too many headers', 431, 'headers_too_large', tooMany],
])(
  'a request that the edge refuses before it has a trace has an id that its access log shows: %s',
  async (_, status, code, lines, body) => {
    const answer = await send(lines, body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      ...[status, 'application/problem+json'],
    ])
    const problem = JSON.parse(answer.content)
    expect(problem).toMatchObject({ status, code, answeredBy: 'edge' })
    expect(problem.traceId).toMatch(uuid)
    expect(answer.headers.get('x-request-id')).toBe(problem.traceId)
    const logged = () => linesOfEdge().filter(({ request }) => request === problem.traceId)
    await until(() => logged().length > 0)
    expect(logged()).toMatchObject([{ status }])
  },
)

test('what callers send wrong is no failure of the edge in its statistics', async () => {
  const counted = async () => {
    const text = await adminGet(mesh.workload('edge').adminSocket, '/stats/prometheus')
    return samplesOf(text, 'envoy_mesh_requests')
  }
  const total = async () => (await counted()).reduce((sum, { value }) => sum + value, 0)
  const before = await total()
  for (const lines of [unknownEncoding, gzip, malformed]) await send(lines)
  await until(async () => (await total()) >= before + 3)
  const codes = new Set((await counted()).map(({ labels }) => labels.response_code))
  expect([...codes].filter((code) => !code?.startsWith('4'))).toEqual([])
})

test('the caller may name the id of such a request by a UUID, and writes nothing else into the log', async () => {
  const named = await send([...malformed, `x-request-id: ${own}`])
  expect(JSON.parse(named.content).traceId).toBe(own)
  const answer = await send([...malformed, 'x-request-id: canary'])
  const { traceId } = JSON.parse(answer.content)
  expect(traceId).toMatch(uuid)
  await until(() => linesOfEdge().some(({ request }) => request === traceId))
  expect(mesh.envoy('edge').output()).not.toContain('canary')
})

test('over HTTP/2 a malformed path has an answer, and headers that are too long have none: the stream is reset', async () => {
  expect(await statusOverHttp2(port(), ca, { ':path': '/v1/products/%00' })).toBe(400)
  const headers = { ':path': '/v1/products', 'x-long': 'x'.repeat(90_000) }
  await expect(statusOverHttp2(port(), ca, headers)).rejects.toThrow()
})
