import { expect, it } from 'vitest'
import { z } from 'zod'
import { createServiceApp } from './app.ts'
import { jsonBody } from './body.ts'
import { authenticated } from './caller.ts'
import { lenientObjects } from './lenient-objects.ts'
import { createLog } from './log.ts'
import type { Problem } from './problem.ts'
import { validate } from './validate.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [edge] },
  ready: async () => undefined,
})
app.put(
  '/v1/things/:thingId',
  authenticated('sales', 'operator'),
  jsonBody(32),
  validate('param', z.object({ thingId: z.string().max(3) })),
  validate('json', z.object({ size: z.int() })),
  (c) => c.text('done'),
)
app.get(
  '/v1/things',
  validate(
    'query',
    z.strictObject({ limit: z.coerce.number().int(), name: z.string().optional() }),
  ),
  (c) => c.text('done'),
)
let answerSlow: () => void = () => undefined
let slowStarted: () => void = () => undefined
app.get('/v1/slow/:id', async (c) => {
  const answered = new Promise<void>((resolve) => (answerSlow = resolve))
  slowStarted()
  await answered
  return c.text('done')
})
app.get('/v1/broken', () => {
  throw new Error('password is hunter2')
})

const claimed = (claims: unknown) => ({
  'x-stoa-claims': Buffer.from(JSON.stringify(claims)).toString('base64url'),
  'x-forwarded-client-cert': `URI=spiffe://${edge}`,
  'content-type': 'application/json',
})
const as = (principal: string, ...roles: string[]) => ({
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub: 'ann', roles })).toString('base64url'),
  'x-forwarded-client-cert': `URI=spiffe://${principal}`,
  'content-type': 'application/json',
})
const staff = as(edge, 'sales')
const put = (headers: Record<string, string>, body = '{"size":1}', path = '/v1/things/a') =>
  app.request(path, { method: 'PUT', headers, body })

it('a request that is in order is answered', async () => {
  expect((await put(staff)).status).toBe(200)
})

it.each([
  ['no token', () => put({}), 401, 'no verified token found'],
  ['claims from another workload', () => put(as('x', 'sales')), 401, 'Authorization: Bearer'],
  [
    'another role',
    () => put(as(edge, 'customer', 'trade')),
    403,
    'expected the role sales or operator, found customer, trade',
  ],
  [
    'another content type',
    () => put({ ...staff, 'content-type': 'text/plain' }),
    415,
    'expected the content type application/json, found text/plain',
  ],
  ['a long body', () => put(staff, `{"size":1${' '.repeat(32)}}`), 413, 'the limit of 32 bytes'],
  ['an empty body', () => put(staff, ''), 400, 'expected a JSON body, found an empty one'],
  ['a body that is not JSON', () => put(staff, '{'), 400, 'the body is not valid JSON'],
  ['a bad field', () => put(staff, '{"size":"x"}'), 422, 'the body has invalid fields'],
  ['a bad id', () => put(staff, '{"size":1}', '/v1/things/abcd'), 422, 'the path has invalid'],
  ['an unknown path', () => app.request('/v1/x'), 404, 'no route matches GET /v1/x'],
  ['an unexpected error', () => app.request('/v1/broken'), 500, 'report this trace id'],
])('the problem of %s says what is wrong', async (_, send, status, detail) => {
  const response = await send()
  const problem = (await response.json()) as Problem
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect([response.status, problem.status]).toEqual([status, status])
  expect(problem.detail).toContain(detail)
  expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(JSON.stringify(problem)).not.toContain('hunter2')
})

it.each([
  ['a request that is in order', () => put(staff), 200],
  ['a refused request', () => put({}), 401],
  ['an unexpected error', () => app.request('/v1/broken'), 500],
])('the response to %s names its trace and whether it is sampled', async (_, send, status) => {
  const response = await send()
  expect(response.status).toBe(status)
  const trace = response.headers.get('traceresponse')
  expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
  if (status !== 200) expect(trace).toContain(((await response.json()) as Problem).traceId)
})

it('the response to a request in a trace names that trace', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const { headers } = await put({ ...staff, traceparent })
  expect(headers.get('traceresponse')).toMatch(new RegExp(`^00-${'a'.repeat(32)}-.*-01$`))
})

it.each(['auth0|5f7c', 'google-oauth2|1', 'ada@example.com', 'x'.repeat(255)])(
  'any subject of an identity provider may call: %s',
  async (sub) => expect((await put(claimed({ sub, roles: ['sales'] }))).status).toBe(200),
)

it.each(['', 'ünï', 'a\nb', 'x'.repeat(256), '.', '..', 7, undefined])(
  'a subject that cannot be a customer is refused: %j',
  async (sub) => {
    const response = await put(claimed({ sub, roles: ['sales'] }))
    expect(response.status).toBe(403)
    expect(((await response.json()) as Problem).detail).toContain('255 printable ASCII characters')
  },
)

it('roles that are not ours are ignored', async () => {
  expect((await put(claimed({ sub: 'ann', roles: ['king', 7, 'sales'] }))).status).toBe(200)
  expect((await put(claimed({ sub: 'ann', roles: ['king'] }))).status).toBe(403)
  expect((await put(claimed({ sub: 'ann', roles: 'sales' }))).status).toBe(403)
})

it('a parameter that is given twice is refused as that', async () => {
  const errorsOf = async (query: string) => {
    const answer = await app.request(`/v1/things?${query}`)
    expect(answer.status).toBe(422)
    return ((await answer.json()) as { errors: object[] }).errors
  }
  const message = 'must be given once; found it 2 times'
  expect(await errorsOf('limit=1&limit=2')).toEqual([{ field: '/limit', message }])
  expect(await errorsOf('limit=1&name=a&name=b')).toEqual([{ field: '/name', message }])
  expect(await errorsOf('limit=x')).toEqual([
    { field: '/limit', message: expect.stringContaining('expected number') },
  ])
})

it('the test of unknown fields finds lenient objects in bodies, lists and queries', () => {
  const lenient = createServiceApp({
    ...{ name: 'lenient', log: createLog('lenient', 'silent'), trustedForwarders: [] },
    ready: async () => undefined,
  })
  const part = z.object({ size: z.int() })
  lenient.post(
    '/v1/things',
    validate('query', z.object({ dry: z.string() })),
    validate('json', z.strictObject({ parts: z.array(part).optional() })),
    (c) => c.text('done'),
  )
  expect(lenientObjects(lenient)).toEqual([
    'POST /v1/things query /',
    'POST /v1/things json /properties/parts/items',
  ])
})

const requestsCounted = async () => {
  const text = await (await app.request('/metrics')).text()
  return text.split('\n').filter((line) => /^http_server_request_duration_seconds_count/.test(line))
}

it('paths that no route has, and methods that do not exist, make no series of their own', async () => {
  const scan = (n: number) => [
    app.request(`/scanner/${n}.php`),
    app.request(`/v1/things/${n}`, { method: 'DELETE' }),
    app.request(`/v1/broken/${n}`, { method: `M${n}` }),
  ]
  await Promise.all(scan(0))
  const before = (await requestsCounted()).length
  for (let n = 1; n <= 300; n += 1) await Promise.all(scan(n))
  const after = await requestsCounted()
  expect(after).toHaveLength(before)
  expect(after.join('\n')).toMatch(/method="GET",http_route="unmatched",.*status_code="404"} 30\d/)
  expect(after.join('\n')).toMatch(/method="_OTHER",http_route="unmatched"/)
})

it('a request counts under the template of its route, and as under way until it is answered', async () => {
  const started = new Promise<void>((resolve) => (slowStarted = resolve))
  const request = app.request('/v1/slow/7')
  await started
  const metrics = async () => await (await app.request('/metrics')).text()
  expect(await metrics()).toMatch(/^http_server_active_requests 1$/m)
  answerSlow()
  await request
  expect(await metrics()).toMatch(/^http_server_active_requests 0$/m)
  expect((await requestsCounted()).join()).toContain('http_route="/v1/slow/:id"')
})

it('the metrics are in the format that the scraper accepts', async () => {
  const typeFor = async (accept?: string) =>
    (await app.request('/metrics', { headers: accept ? { accept } : {} })).headers.get(
      'content-type',
    )
  expect(
    await typeFor(
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3',
    ),
  ).toContain('openmetrics')
  expect(await typeFor('text/plain;q=0.9,application/openmetrics-text;q=0.1')).toContain('plain')
  expect(await typeFor('*/*')).toContain('text/plain; version=0.0.4')
  expect(await typeFor()).toContain('text/plain; version=0.0.4')
})
