import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { QueryRefused, query } from './query.ts'

let server: Server
let url: string
let received: URLSearchParams
/** What Prometheus answers; undefined: nothing. */
let reaction: { status: number; body: unknown } | undefined

beforeAll(async () => {
  server = createServer(async (request, response) => {
    received = new URLSearchParams((await request.toArray()).join(''))
    if (reaction) response.writeHead(reaction.status).end(JSON.stringify(reaction.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  reaction = undefined
})

const succeed = (resultType: string, result: unknown) => {
  reaction = { status: 200, body: { status: 'success', data: { resultType, result } } }
}

it('a vector is its series with labels and values', async () => {
  succeed('vector', [
    { metric: { service: 'orders' }, value: [1, '0.5'] },
    { metric: { service: 'nats' }, value: [1, '+Inf'] },
    { metric: {}, value: [1, 'NaN'] },
  ])
  expect(await query(url, 'up', { at: new Date(1_500) })).toEqual([
    { labels: { service: 'orders' }, value: 0.5 },
    { labels: { service: 'nats' }, value: Number.POSITIVE_INFINITY },
    { labels: {}, value: Number.NaN },
  ])
  expect([received.get('query'), received.get('time')]).toEqual(['up', '1.5'])
})

it('a scalar is one series without labels', async () => {
  succeed('scalar', [1, '3'])
  expect(await query(url, '3')).toEqual([{ labels: {}, value: 3 }])
})

it('an expression that does not parse is refused with the reason', async () => {
  reaction = { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error' } }
  const refused = query(url, 'up{')
  await expect(refused).rejects.toThrow(QueryRefused)
  await expect(refused).rejects.toThrow('up{: parse error')
})

it('an answer of another program than Prometheus is an error that names the address', async () => {
  reaction = { status: 502, body: 'Bad Gateway' }
  await expect(query(url, 'up')).rejects.toThrow(`${url} answered 502`)
})

it('no answer in time is an error', async () => {
  await expect(query(url, 'up', { timeoutMs: 10 })).rejects.toThrow(/timeout/)
})
