import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Hono } from 'hono'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createServiceApp } from './app.ts'
import type { ServiceEnv } from './env.ts'
import { createLog } from './log.ts'
import { serve } from './server.ts'

const app = createServiceApp({
  ...{ name: 'things', log: createLog('things', 'silent'), trustedForwarders: [] },
  ready: async () => undefined,
})
app.get('/v1/things', (c) => c.text('done'))

/** A server that was asked something over a connection that the client keeps. */
async function asked(answer: () => Response | Promise<Response>) {
  const begun = Promise.withResolvers<void>()
  const slow = new Hono<ServiceEnv>().get('/', () => {
    begun.resolve()
    return answer()
  })
  const { server, drain } = await serve(slow, '127.0.0.1:0')
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const { port } = server.address() as AddressInfo
  const answered = once(get({ port, agent }), 'response') as Promise<[IncomingMessage]>
  await begun.promise
  return { answered, drain }
}

it('reads all headers that an edge lets in', async () => {
  const { server, drain } = await serve(app, '127.0.0.1:0')
  onTestFinished(drain)
  const { port } = server.address() as AddressInfo
  const headers = { 'x-long': 'x'.repeat(70 * 1024), connection: 'close' }
  const answer = await fetch(`http://127.0.0.1:${port}/v1/things`, { headers })
  expect([answer.status, await answer.text()]).toEqual([200, 'done'])
})

it('keeps an idle connection for longer than any sidecar, which gives it up after an hour at most', async () => {
  const { answered, drain } = await asked(() => new Response('done'))
  const [response] = await answered
  await text(response)
  const [, seconds] = /^timeout=(\d+)$/.exec(String(response.headers['keep-alive'])) ?? []
  expect(Number(seconds)).toBeGreaterThan(60 * 60)
  await drain()
})

it('tells the client to give its connection up when it answers while it drains', async () => {
  const answer = Promise.withResolvers<Response>()
  const { answered, drain } = await asked(() => answer.promise)
  const drained = drain()
  answer.resolve(new Response('done'))
  const [response] = await answered
  expect([response.headers.connection, await text(response)]).toEqual(['close', 'done'])
  await drained
})

it('ends a connection whose answer was under way when it began to drain', async () => {
  const rest = Promise.withResolvers<void>()
  const body = new ReadableStream({
    async start(to) {
      to.enqueue('begun')
      await rest.promise
      to.enqueue(', done')
      to.close()
    },
  }).pipeThrough(new TextEncoderStream())
  const { answered, drain } = await asked(() => new Response(body))
  const [response] = await answered
  const drained = drain()
  rest.resolve()
  expect([response.headers.connection, await text(response)]).toEqual(['keep-alive', 'begun, done'])
  await drained
})

it('ends a connection whose answer has not come after 5 s', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { answered, drain } = await asked(() => new Promise(() => {}))
  const refused = expect(answered).rejects.toThrow('socket hang up')
  const drained = drain()
  vi.advanceTimersByTime(5_000)
  await Promise.all([drained, refused])
})
