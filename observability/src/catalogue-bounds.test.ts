import { expect, it } from 'vitest'
import { readCatalogue } from './catalogue.ts'
import { boundDeviations } from './catalogue-bounds.ts'

const metric = {
  name: 'envoy_mesh_requests',
  labels: { denied: ['true', 'false'], response_code: { max: 2 } },
}
const seriesOf = (...codes: string[]) =>
  codes.map((response_code) => ({ response_code, denied: 'true' }))

it('as many values as the catalogue allows deviate from nothing', () => {
  expect(boundDeviations(metric, seriesOf('200', '404', 'other'))).toEqual([])
})

it('one value more deviates, and so does one that is not listed', () => {
  expect(boundDeviations(metric, seriesOf('200', '404', '503'))).toEqual([
    'envoy_mesh_requests: response_code has 3 values, expected at most 2',
  ])
  expect(boundDeviations(metric, [{ denied: 'perhaps', response_code: '200' }])).toEqual([
    'envoy_mesh_requests: denied is "perhaps", not a listed value',
  ])
})

it('a label of Envoy that callers choose may have every status that HTTP has', () => {
  const statuses = Array.from({ length: 500 }, (_, n) => ({ response_code: String(100 + n) }))
  for (const name of ['envoy_mesh_requests', 'istio_requests_total']) {
    const { response_code = [] } = readCatalogue().get(name)?.labels ?? {}
    expect(boundDeviations({ name, labels: { response_code } }, statuses)).toEqual([])
  }
})
