import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTraceparent, withSpan } from '@stoa/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, createClient, NoAnswer } from './client.ts'

const egress = join(mkdtempSync(join(tmpdir(), 'stoa-')), 'out.sock')
let server: Server
let client: Client
let asked: string[]
let traceparent: string | undefined

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    traceparent = request.headers.traceparent as string | undefined
    asked.push(`${request.method} ${request.headers.host} ${request.url}`)
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
})

describe('a call to another service', () => {
  it('goes by the own sidecar, named by its host', async () => {
    expect(JSON.parse((await client.call('/x?y=1')).text)).toEqual({ url: '/x?y=1' })
    expect(asked).toEqual(['GET shop:4001 /x?y=1'])
  })

  it('is a span of its own in the trace of the work at hand', async () => {
    const work = parseTraceparent(`00-${'4b'.repeat(16)}-00f067aa0ba902b7-00`)
    const ownSpan = await withSpan('work', { parent: work }, async (span) => {
      await client.call('/x')
      return span.spanContext().spanId
    })
    const carried = parseTraceparent(traceparent)
    expect(carried?.traceId).toBe(work?.traceId)
    expect(carried?.spanId).not.toBe(ownSpan)
  })

  it('answers a failure of the other as it came', async () => {
    expect((await client.call('/broken')).status).toBe(500)
  })

  it('ends at its deadline', async () => {
    const call = client.call('/silent', { timeoutMs: 20 })
    await expect(call).rejects.toMatchObject({ name: 'NoAnswer', asked: true })
  })

  it('is not made while the breaker is open', async () => {
    for (const _ of [1, 2, 3]) await client.call('/broken')
    await expect(client.call('/x')).rejects.toMatchObject({ name: 'NoAnswer', asked: false })
    await expect(client.call('/x')).rejects.toBeInstanceOf(NoAnswer)
    expect(asked).toHaveLength(3)
  })
})
