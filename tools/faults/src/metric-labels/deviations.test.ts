import { parseCatalogue } from '@stoa/observability'
import { counter, exposition } from '@stoa/service'
import { expect, it } from 'vitest'
import { deviationsOf } from './deviations.ts'
import { parseExposition } from './samples.ts'

const catalogue = parseCatalogue(`
- source: service
  owner: platform
  metrics:
    - { name: took_seconds, type: histogram, unit: seconds, labels: { route: { max: 2 } }, meaning: m }
    - { name: nodejs_idle, type: gauge, unit: handles, labels: { type: { max: 2 } }, meaning: m }
- source: service
  owner: platform
  services: [orders]
  metrics:
    - { name: placed_total, type: counter, unit: orders, labels: { kind: [a, b] }, meaning: m }
- source: envoy
  owner: platform
  metrics:
    - { name: envoy_requests, type: counter, unit: requests, meaning: m }
`)

const took = (route: string) => `took_seconds_bucket{le="1",route="${route}"} 1`
const idle = '# TYPE nodejs_idle gauge'
const placed = (kind: string) => `placed_total{kind="${kind}"} 1 # {trace_id="a"} 1 2`
const check = (service: string, ...lines: string[]) =>
  deviationsOf(catalogue, new Map([[service, [parseExposition(lines.join('\n'))]]]))

it('nothing deviates that is as the catalogue says', () => {
  expect(check('orders', took('/a'), took('/b'), idle, placed('a'))).toEqual([])
  expect(check('catalog', took('/a'), idle)).toEqual([])
})

it.each([
  ['a metric that is not in it', 'extra 1', 'extra is not in the catalogue'],
  ['a metric of another service', placed('a'), 'placed_total is exposed, though the catalogue'],
  ['a label that is not in it', 'took_seconds_sum{id="7",route="/a"} 1', 'the label id is not in'],
  ['a third value of two', [took('/b'), took('/c')].join('\n'), 'has 3 values, expected at most 2'],
])('%s deviates', (_, line, deviation) => {
  expect(check('catalog', took('/a'), idle, line)).toEqual([expect.stringContaining(deviation)])
})

it('a full label deviates, such as one of raw paths: further values count as other', async () => {
  const paths = counter({ name: 'test_paths_total', help: 'h', labels: { path: { max: 64 } } })
  for (let n = 0; n < 10_000; n += 1) paths.inc({ path: `/products/${n}` })
  const catalogue = parseCatalogue(`
- source: service
  owner: platform
  metrics:
    - { name: test_paths_total, type: counter, unit: requests, labels: { path: { max: 64 } }, meaning: m }
`)
  const lines = (await exposition()).body.split('\n')
  const exposed = parseExposition(lines.filter((line) => line.includes('test_paths')).join('\n'))
  expect(exposed.samples).toHaveLength(65)
  expect(deviationsOf(catalogue, new Map([['catalog', [exposed]]]))).toEqual([
    'catalog: test_paths_total: path is full: more values than 64, counted as other',
  ])
})

it('a value that is not listed deviates', () => {
  expect(check('orders', took('/a'), idle, placed('x"y'.replace('"', '\\"')))).toEqual([
    'orders: placed_total: kind is "x\\"y", not a listed value',
  ])
})

it('a metric that a service does not expose deviates', () => {
  expect(check('orders', took('/a'), idle)).toEqual([
    'orders: placed_total is in the catalogue and not exposed',
  ])
  expect(check('catalog', took('/a'))).toHaveLength(1)
})

it('a line that is no sample is an error', () => {
  expect(() => parseExposition('took_seconds{')).toThrow(/expected a sample/)
})
