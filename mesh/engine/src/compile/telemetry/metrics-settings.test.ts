import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { resource } from '../../../test/small-mesh.ts'

const defaultProvider = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    defaultProviders: { metrics: [prometheus] }`

const telemetry = (spec: string, namespace = 'commerce') =>
  resource('Telemetry', 'default', spec, 'telemetry').replace(
    'namespace: commerce',
    `namespace: ${namespace}`,
  )

/** The names of the metrics that a listener counts. */
function counted(resources: readonly string[], listener = 'inbound') {
  const text = JSON.stringify(compiled(resources).listener(listener))
  return [...new Set(text.matchAll(/"stat":\{"name":"(\w+)"/g).map(([, name]) => name))]
}
const all = ['requests', 'request_milliseconds']

test('without a provider of metrics nothing is counted', () => {
  expect(counted([])).toEqual([])
})

test("the default provider of MeshConfig counts the workload's own requests, not its calls", () => {
  expect(counted([defaultProvider])).toEqual(all)
  expect(counted([defaultProvider], 'outbound')).toEqual([])
})

test.each([
  ['providers: [{ name: prometheus }]', all],
  ['overrides: [{ disabled: true }]', []],
  ['overrides: [{ match: { metric: ALL_METRICS }, disabled: true }]', []],
  ['overrides: [{ match: { metric: REQUEST_COUNT }, disabled: true }]', ['request_milliseconds']],
  ['overrides: [{ match: { metric: REQUEST_DURATION }, disabled: true }]', ['requests']],
  ['overrides: [{ match: { metric: REQUEST_SIZE }, disabled: true }]', all],
  ['overrides: [{ match: { mode: CLIENT }, disabled: true }]', all],
  ['overrides: [{ match: { mode: SERVER }, disabled: true }]', []],
  ['overrides: [{ match: { mode: CLIENT_AND_SERVER }, disabled: true }]', []],
  [
    'overrides: [{ disabled: true }, { match: { metric: REQUEST_COUNT }, disabled: false }]',
    ['requests'],
  ],
])('Telemetry: %s', (spec, expected) => {
  expect(counted([defaultProvider, telemetry(`metrics: [{ ${spec} }]`)])).toEqual(expected)
})

test('Telemetry may name the provider that MeshConfig does not', () => {
  expect(counted([telemetry('metrics: [{ providers: [{ name: prometheus }] }]')])).toEqual(all)
})

test('a namespace may count what the mesh does not', () => {
  const root = telemetry('metrics: [{ overrides: [{ disabled: true }] }]', 'istio-system')
  const own = telemetry('metrics: [{ overrides: [{ disabled: false }] }]')
  expect(counted([defaultProvider, root])).toEqual([])
  expect(counted([defaultProvider, root, own])).toEqual(all)
})
