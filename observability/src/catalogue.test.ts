import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parseCatalogue, readCatalogue, seriesOf } from './catalogue.ts'

const group = `
- source: service
  owner: platform
  metrics:
    - name: requests_total
      type: counter
      unit: requests
      labels:
        method: [GET, PUT]
        route: { max: 8 }
      meaning: Requests
`

it('reads a metric with what its group says of it', () => {
  const metric = parseCatalogue(group).get('requests_total')
  expect(metric).toEqual({
    ...{ name: 'requests_total', type: 'counter', unit: 'requests', meaning: 'Requests' },
    ...{ source: 'service', owner: 'platform' },
    labels: { method: ['GET', 'PUT'], route: { max: 8 } },
  })
})

it.each([
  ['an unknown field', group.replace('unit:', 'units:')],
  ['an unknown type', group.replace('counter', 'summary')],
  ['a label without a bound', group.replace('{ max: 8 }', 'any')],
  ['a bound of no value', group.replace('{ max: 8 }', '{ max: 0 }')],
  ['a place where Stoa does not run', group.replace('owner:', 'where: cloud\n  owner:')],
  ['no owner', group.replace('owner: platform', '')],
  ['a metric that is there twice', `${group}${group}`],
])('refuses %s', (_, text) => {
  expect(() => parseCatalogue(text)).toThrow()
})

it('names services and owners that exist, and counters of ours with `_total`', () => {
  const { services } = readTopology()
  const names = services.map(({ name }) => name)
  const owners = services.map(({ owner }) => owner)
  for (const metric of readCatalogue().values()) {
    expect(owners).toContain(metric.owner)
    for (const service of metric.services ?? []) expect(names).toContain(service)
    if (metric.source === 'service' && metric.type === 'counter')
      expect(metric.name).toMatch(/_total$/)
  }
})

it('says what each histogram counts', () => {
  const metrics = [...readCatalogue().values()]
  const silent = metrics.filter(
    ({ type, counts }) => (type === 'histogram') !== (counts !== undefined),
  )
  expect(silent.map(({ name }) => name)).toEqual([])
})

it('knows the three series of a histogram', () => {
  expect(seriesOf({ name: 'x_seconds', type: 'histogram' })).toEqual([
    'x_seconds_bucket',
    'x_seconds_sum',
    'x_seconds_count',
  ])
  expect(seriesOf({ name: 'x_total', type: 'counter' })).toEqual(['x_total'])
})
