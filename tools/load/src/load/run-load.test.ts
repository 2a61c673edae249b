import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openEdge } from '../edge/edge.ts'
import { seededRandom } from './arrivals.ts'
import { openHistory, type RequestRecord } from './history.ts'
import { makeOrderBodies } from './order-bodies.ts'
import { type LoadPlan, type LoadProgress, runLoad } from './run-load.ts'

type HandleOrder = (
  request: IncomingMessage,
  response: ServerResponse,
  ship: (orderId: string) => void,
) => void

const cleanups: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** A small stand-in for the platform; the test decides what happens to an order. */
async function openShop(handleOrder: HandleOrder) {
  const changes: { orderId: string; status: string }[] = []
  const ship = (orderId: string) => {
    for (const status of ['confirmed', 'shipped']) changes.push({ orderId, status })
  }
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop')
    if (url.pathname === '/oauth/token') return json(response, 200, { access_token: 'a' })
    if (url.pathname === '/v1/orders/changes') {
      const after = url.searchParams.get('after')
      if (after === null) return json(response, 200, { changes: [], cursor: changes.length })
      return json(response, 200, { changes: changes.slice(Number(after)), cursor: changes.length })
    }
    request.resume().on('end', () => handleOrder(request, response, ship))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const edge = openEdge(
    { urls: { edge: `http://127.0.0.1:${port}` }, caFile: null },
    { connections: 4, timeoutMs: 2_000 },
  )
  cleanups.push(
    () => new Promise<void>((resolve) => server.close(() => resolve())),
    () => server.closeAllConnections(),
    edge.close,
  )
  return edge
}

async function load(
  handleOrder: HandleOrder,
  more: Partial<LoadPlan> = {},
  report: (progress: LoadProgress) => void = () => undefined,
) {
  const edge = await openShop(handleOrder)
  const home = mkdtempSync(join(tmpdir(), 'stoa-load-'))
  cleanups.push(() => rmSync(home, { recursive: true }))
  const history = openHistory(home)
  const result = await runLoad(
    { edge, history, report },
    {
      ...{ ratePerSecond: 200, seconds: 0.4, maxOutstanding: 100, settleMs: 5_000 },
      buyers: [{ customerId: 'c-1', token: 'a' }],
      bodies: makeOrderBodies(
        { payment: { type: 'account' }, carrier: 'own-fleet', hot: false },
        8,
      ),
      ...{ giveUpAfterMs: 1_000, runId: 'test', random: seededRandom(3) },
      ...more,
    },
  )
  await history.close()
  const records = readFileSync(history.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<RequestRecord> & { seen?: string })
  return { result, records, requests: records.filter(({ key }) => key !== undefined) }
}

const accept: HandleOrder = (_request, response, ship) => {
  const orderId = randomUUID()
  json(response, 202, { orderId, status: 'placed' })
  ship(orderId)
}

test('every offered order is accepted, observed as confirmed, and recorded in the history', async () => {
  const { result, requests, records } = await load(accept)
  expect(result.offered).toBeGreaterThan(40)
  expect(result).toMatchObject({
    ...{ accepted: result.offered, confirmed: result.offered, shipped: result.offered },
    ...{ failed: 0, dropped: 0, unsettled: 0 },
  })
  expect(requests).toHaveLength(result.offered)
  expect(requests.every(({ outcome, orderId }) => outcome === 'ok' && orderId)).toBe(true)
  expect(records.filter(({ seen }) => seen === 'confirmed')).toHaveLength(result.offered)
})

test('the last report has every order that was accepted', async () => {
  const reports: LoadProgress[] = []
  const { result } = await load(accept, {}, (progress) => reports.push(progress))
  expect(result.accepted).toBeGreaterThan(40)
  expect(reports.at(-1)).toMatchObject({ accepted: result.accepted, open: 0 })
})

test('a request without a response is repeated with the same key', async () => {
  const keys = new Map<string, number>()
  const { result, requests } = await load((request, response, ship) => {
    const key = String(request.headers['idempotency-key'])
    const attempts = (keys.get(key) ?? 0) + 1
    keys.set(key, attempts)
    if (attempts === 1 && keys.size % 2 === 0) request.socket.destroy()
    else accept(request, response, ship)
  })
  expect(result.accepted).toBe(result.offered)
  expect(keys.size).toBe(result.offered)
  expect(requests.some(({ attempts }) => attempts === 2)).toBe(true)
})

test('a request that never gets a response has the outcome unknown, not failed', async () => {
  const { result, requests } = await load((request) => void request.socket.destroy(), {
    ...{ giveUpAfterMs: 300, ratePerSecond: 20 },
  })
  expect(result).toMatchObject({ accepted: 0, failed: result.offered, unknown: result.offered })
  expect(requests.every(({ outcome, orderId }) => outcome === 'unknown' && !orderId)).toBe(true)
})

test('arrivals beyond maxOutstanding are dropped and counted', async () => {
  const held: (() => void)[] = []
  const answerLater: HandleOrder = (request, response, ship) => {
    held.push(() => accept(request, response, ship))
  }
  const seconds = 0.3
  const { result } = await load(answerLater, { maxOutstanding: 3, seconds }, ({ elapsedMs }) => {
    if (elapsedMs > seconds * 1_000) for (const answer of held.splice(0)) answer()
  })
  expect(result.accepted).toBe(3)
  expect(result.dropped).toBe(result.offered - 3)
  expect(result.acceptMs.p50).toBeGreaterThan(500)
})

test.each([
  ['never confirms', 0, 3],
  ['confirms', 10, 13],
])('a platform that %s is sent as many orders as may be unconfirmed', async (_, shipped, sent) => {
  let placed = 0
  const { result } = await load(
    (_request, response, ship) => {
      const orderId = randomUUID()
      json(response, 202, { orderId, status: 'placed' })
      if (++placed <= shipped) ship(orderId)
    },
    { maxUnconfirmed: () => 3, seconds: 0.8, settleMs: 100 },
  )
  expect(result).toMatchObject({ offered: sent, confirmed: shipped, dropped: 0, failed: 0 })
})

test('an accepted order that is neither shipped nor cancelled is reported as unsettled', async () => {
  const { result } = await load(
    (_request, response) => json(response, 202, { orderId: randomUUID(), status: 'placed' }),
    { settleMs: 100, ratePerSecond: 50 },
  )
  expect(result).toMatchObject({ confirmed: 0, unsettled: result.offered })
})
