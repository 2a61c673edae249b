import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exposition, parseTraceparent, withSpan } from '@stoa/service'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, createClient, NoResponseError } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-client-'))
const egress = join(folder, 'out.sock')
afterAll(() => rmSync(folder, { recursive: true }))

let server: Server
let client: Client
let received: string[]
let traceparent: string | undefined
let traces: [string | undefined, string | undefined][]

beforeEach(async () => {
  received = []
  traces = []
  server = createServer((request, response) => {
    traceparent = request.headers.traceparent as string | undefined
    traces.push([request.url, parseTraceparent(traceparent)?.traceId])
    received.push(`${request.method} ${request.headers.host} ${request.url}`)
    if (request.url === '/silent') return
    response.statusCode = request.url === '/broken' ? 500 : 200
    response.end(JSON.stringify({ url: request.url }))
  })
  await new Promise<void>((resolve) => server.listen(egress, resolve))
  client = createClient({
    to: 'shop',
    port: 4001,
    egress,
    timeoutMs: 2_000,
    breaker: { failures: 3, openMs: 60_000 },
  })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await client.close()
})

async function gauges(address = 'shop') {
  const { body } = await exposition()
  const [active, open] = ['active_requests', 'breaker_open'].map((name) =>
    Number(
      new RegExp(`^http_client_${name}{server_address="${address}"} (.*)$`, 'm').exec(body)?.[1],
    ),
  )
  return { active, open }
}

describe('a call to another service', () => {
  it('goes through the own sidecar, which routes it by host', async () => {
    expect(JSON.parse((await client.call('/x?y=1')).text)).toEqual({ url: '/x?y=1' })
    expect(received).toEqual(['GET shop:4001 /x?y=1'])
  })

  it('has its own span in the trace of the current span', async () => {
    const work = parseTraceparent(`00-${'4b'.repeat(16)}-00f067aa0ba902b7-00`)
    const currentSpan = await withSpan('work', { parent: work }, async (span) => {
      await client.call('/x')
      return span.spanContext().spanId
    })
    const sent = parseTraceparent(traceparent)
    expect(sent?.traceId).toBe(work?.traceId)
    expect(sent?.spanId).not.toBe(currentSpan)
  })

  it('stays in its own trace when it waits for others to end', async () => {
    const narrow = createClient({
      ...{ to: 'shop', port: 4001, egress, timeoutMs: 2_000, concurrency: 1 },
    })
    const digits = ['a', 'b']
    await Promise.all(
      digits.map((digit) => {
        const parent = parseTraceparent(`00-${digit.repeat(32)}-${digit.repeat(16)}-00`)
        return withSpan('work', { parent }, () => narrow.call(`/${digit}`))
      }),
    )
    await narrow.close()
    expect(traces).toEqual(digits.map((digit) => [`/${digit}`, digit.repeat(32)]))
  })

  it('returns an error response unchanged', async () => {
    expect((await client.call('/broken')).status).toBe(500)
  })

  it('ends at its deadline', async () => {
    const call = client.call('/silent', { timeoutMs: 20 })
    await expect(call).rejects.toMatchObject({ name: 'NoResponseError', attempted: true })
  })

  it('is not sent while the breaker is open', async () => {
    for (const _ of [1, 2, 3]) await client.call('/broken')
    await expect(client.call('/x')).rejects.toMatchObject({
      name: 'NoResponseError',
      attempted: false,
    })
    await expect(client.call('/x')).rejects.toBeInstanceOf(NoResponseError)
    expect(received).toHaveLength(3)
  })
  it('has an open breaker while one call tries whether the service answers again', async () => {
    const hanging = createClient({
      ...{ to: 'hanging', port: 4001, egress, timeoutMs: 2_000 },
      breaker: { failures: 1, openMs: 0 },
    })
    await hanging.call('/broken')
    const trial = hanging.call('/silent', { timeoutMs: 500 }).catch(() => undefined)
    await vi.waitFor(() => expect(received).toContain('GET hanging:4001 /silent'))
    expect(await gauges('hanging')).toEqual({ active: 1, open: 1 })
    await trial
    await hanging.close()
  })

  it('is measured while it is under way, and its breaker while it is open', async () => {
    expect(await gauges()).toEqual({ active: 0, open: 0 })
    const call = client.call('/silent', { timeoutMs: 100 }).catch(() => undefined)
    expect(await gauges()).toEqual({ active: 1, open: 0 })
    await call
    for (const _ of [1, 2]) await client.call('/broken')
    expect(await gauges()).toEqual({ active: 0, open: 1 })
    await client.call('/x').catch(() => undefined)
    const { body } = await exposition()
    expect(body).toMatch(/^http_client_refused_total.*reason="breaker_open"} [1-9]/m)
    expect(body).toMatch(/^http_client_refused_total.*reason="bulkhead_full"} 0/m)
  })
})
