import { afterAll, beforeAll, expect, it } from 'vitest'
import { query } from '../src/prometheus/index.ts'
import { programsNamed } from './programs.ts'
import { startPrometheus } from './prometheus.ts'

const seriesOf = (name: string, count: number, padding = '') =>
  Array.from({ length: count }, (_, n) => `${name}{path="/${n}${padding}"} 1\n`).join('')
const byPath: Readonly<Record<string, string>> = {
  orders: seriesOf('few', 10),
  catalog: seriesOf('million', 1_000_000),
  payments: seriesOf('some', 7_000),
  shipping: seriesOf('long', 1, 'x'.repeat(400)),
}
const targets = Object.entries(byPath).map(([service, text]) => ({ service, metrics: () => text }))

const [program] = programsNamed('prometheus')
let prometheus: Awaited<ReturnType<typeof startPrometheus>>
beforeAll(async () => {
  prometheus = await startPrometheus(program, targets)
})
afterAll(() => prometheus?.stop())

const numberOf = async (expression: string) =>
  (await query(prometheus.url, expression))[0]?.value ?? Number.NaN
const counted = async (limit: string) =>
  numberOf(`prometheus_target_scrapes_exceeded_${limit}_limit_total`)
const upByService = async () => {
  const up = await query(prometheus.url, 'up{job="services"}')
  return Object.fromEntries(up.map(({ labels, value }) => [labels.service, value]))
}

it('a metric with a million label values costs its target, and is counted', async () => {
  const limits = ['body_size', 'sample']
  await expect
    .poll(async () => (await Promise.all(limits.map(counted))).every((count) => count > 0), {
      timeout: 20_000,
    })
    .toBe(true)
  // All four are served by this process: the million lines of one may delay a scrape of another.
  await expect
    .poll(upByService, { timeout: 20_000 })
    .toEqual({ orders: 1, catalog: 0, payments: 0, shipping: 0 })
  expect(await numberOf('count({__name__=~"few|million|some|long"})')).toBe(10)
  // Those of a scrape that fails at its sample limit stay until the next collection.
  expect(await numberOf('prometheus_tsdb_head_series')).toBeLessThan(10_000)
})
