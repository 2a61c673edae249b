import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { freePort, readTopology } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { deployedServices } from '../deployed.ts'
import { callsOf, judge, sendCalls, sendingSource } from './calls.ts'

const { services } = readTopology()
const deployed = deployedServices({ services })
const calls = callsOf(services)

it('each deployed service calls each other one', () => {
  expect(calls).toHaveLength(deployed.length * (deployed.length - 1))
  expect(calls.some(({ to }) => to === 'sandbox')).toBe(false)
})

it('a call is declared where service.yaml declares a read, and then is that read', () => {
  const declared = calls.filter((call) => call.declared)
  expect(declared).toEqual(
    deployed.flatMap(({ name, asks = {} }) =>
      Object.keys(asks).map((to) => expect.objectContaining({ from: name, to })),
    ),
  )
  const [overview] = declared
  expect(overview?.url).toMatch(
    /^http:\/\/orders\.commerce\.svc\.cluster\.local:\d+\/v1\/orders\/none$/,
  )
})

const call = { from: 'a', to: 'b', url: '' }
it.each([
  [true, 200, true],
  [true, 401, true],
  [true, 403, false],
  [true, 503, false],
  [true, 'TimeoutError', false],
  [false, 403, true],
  [false, 'ECONNREFUSED', true],
  [false, 404, false],
  [false, 200, false],
])('a call (declared: %s) that got %s is good: %s', (declared, received, ok) => {
  expect(judge({ ...call, declared }, received).ok).toBe(ok)
})

it('the program that pods run prints a status, or why there is none, for each URL', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/no' ? 403 : 200
    response.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const urls = [`${at}/yes`, `${at}/no`, `http://127.0.0.1:${await freePort()}/`]
  const run = promisify(execFile)(process.execPath, ['-e', sendingSource, ...urls])
  expect(JSON.parse((await run).stdout)).toEqual([200, 403, 'ECONNREFUSED'])
})

it('each service is asked once, in its own container, and its answers are judged in order', async () => {
  const asked: string[] = []
  const results = await sendCalls(async (args) => {
    asked.push(args.slice(0, 4).join(' '))
    const urls = args.slice(args.indexOf('-e') + 2)
    return JSON.stringify(urls.map((url) => (url.endsWith('/none') ? 401 : 403)))
  }, calls)
  expect(asked).toEqual(
    deployed.map(({ name }) => `exec --namespace=commerce deployment/${name} --container=${name}`),
  )
  expect(results).toHaveLength(calls.length)
  expect(results.filter(({ ok }) => !ok)).toEqual([])
})
