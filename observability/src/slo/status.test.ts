import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSloStatus } from './status.ts'
import { textOf } from './text.ts'

/** What Prometheus has, by expression and objective. */
const series: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'slo:objective:ratio': { checkout: '0.99', 'catalog-availability': '0.999' },
  'slo:errors:ratio30d': { checkout: '0.02' },
  'slo:budget_left:ratio': { checkout: '-1' },
  'slo:burn_rate:ratio1h': { checkout: '2.5' },
  'sum_over_time(slo:events:increase5m[1h:5m])': { checkout: '1200' },
}

let server: Server
let url: string
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const asked = new URLSearchParams((await request.toArray()).join('')).get('query') ?? ''
    const result = Object.entries(series[asked] ?? {}).map(([slo, value]) => ({
      metric: { slo, kind: 'checkout', service: 'orders', owner: 'checkout' },
      value: [1, value],
    }))
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

const common = { kind: 'checkout', service: 'orders', owner: 'checkout' }

it('joins the figures of each objective, and has null for one that Prometheus lacks', async () => {
  expect(await readSloStatus(url)).toEqual([
    {
      ...{ slo: 'catalog-availability', ...common, objective: 0.999 },
      ...{ reached: null, budgetLeft: null, burnRate: null, eventsLastHour: null },
    },
    {
      ...{ slo: 'checkout', ...common, objective: 0.99 },
      ...{ reached: 0.98, budgetLeft: -1, burnRate: 2.5, eventsLastHour: 1_200 },
    },
  ])
})

it('prints a line for each objective', async () => {
  const [title, catalog, checkout] = textOf(await readSloStatus(url), null).split('\n')
  expect(title).toMatch(/^OBJECTIVE +WANTED +REACHED +BUDGET LEFT +BURN RATE +EVENTS\/H +OWNER$/)
  expect(catalog).toMatch(/^catalog-availability +99\.90 % +- +- +- +- +checkout$/)
  expect(checkout).toMatch(/^checkout +99\.00 % +98\.000 % +-100 % +2\.50 +1200 +checkout$/)
})

it('says when Prometheus keeps less than the 30 days of a budget', async () => {
  const objectives = await readSloStatus(url)
  expect(textOf(objectives, '1d')).toContain('\nPrometheus keeps 1d: ')
  expect(textOf(objectives, null)).not.toContain('keeps')
})
