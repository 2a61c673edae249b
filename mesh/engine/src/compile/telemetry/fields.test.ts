import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { resource } from '../../../test/small-mesh.ts'

const telemetry = (spec: string, namespace = 'commerce', name = 'a') =>
  resource('Telemetry', name, spec, 'telemetry').replace(
    'namespace: commerce',
    `namespace: ${namespace}`,
  )
const textOf = (listener: string, ...resources: readonly string[]) =>
  JSON.stringify(compiled(resources).listener(listener))
const tracing = (more: string) => telemetry(`tracing: [{ providers: [{ name: otel }], ${more} }]`)

test.each([
  ['randomSamplingPercentage: 12.5', '"numerator":125000'],
  ['customTags: { a: { literal: { value: b } } }', '{"tag":"a","literal":{"value":"b"}}'],
  [
    'customTags: { a: { environment: { name: B, defaultValue: c } } }',
    '"environment":{"name":"B","default_value":"c"}',
  ],
  ['customTags: { a: { header: { name: b } } }', '"request_header":{"name":"b"}'],
  ["customTags: { a: { formatter: { value: '%PROTOCOL%' } } }", '{"tag":"a","value":"%PROTOCOL%"}'],
])('spans: %s', (spec, expected) => {
  expect(textOf('outbound', tracing(spec))).toContain(expected)
})

test.each([
  ['disableSpanReporting: true', false, false],
  ['match: { mode: CLIENT }', true, false],
  ['match: { mode: SERVER }', false, true],
  ['match: { mode: CLIENT_AND_SERVER }', true, true],
])('spans: %s', (spec, outbound, inbound) => {
  const isTraced = (listener: string) => textOf(listener, tracing(spec)).includes('"tracing"')
  expect([isTraced('outbound'), isTraced('inbound')]).toEqual([outbound, inbound])
})

test('the mesh config says how much of a path a span shows', () => {
  const mesh = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: a, namespace: istio-system }
spec: { meshConfig: { defaultConfig: { tracing: { maxPathTagLength: 1 } } } }
`
  const traced = tracing('randomSamplingPercentage: 50')
  expect(textOf('inbound', traced, mesh)).toContain('"max_path_tag_length":1')
  expect(textOf('inbound', traced)).not.toContain('max_path_tag_length')
})

test('without a provider there is no tracing', () => {
  expect(
    textOf('outbound', telemetry('tracing: [{ randomSamplingPercentage: 50 }]')),
  ).not.toContain('"tracing"')
})

test('a namespace may disable client spans and keep server spans', () => {
  const root = telemetry('tracing: [{ providers: [{ name: otel }] }]', 'istio-system')
  const own = telemetry('tracing: [{ match: { mode: CLIENT }, disableSpanReporting: true }]')
  expect(textOf('outbound', root, own)).not.toContain('"tracing"')
  expect(textOf('inbound', root, own)).toContain('"tracing"')
})

test('each field comes from the most specific level that has it', () => {
  const root = telemetry(
    'tracing: [{ providers: [{ name: otel }], randomSamplingPercentage: 10 }]',
    'istio-system',
  )
  const own = telemetry(
    'selector: { matchLabels: { tier: front } }\ntracing: [{ randomSamplingPercentage: 20 }]',
  )
  expect(textOf('outbound', root)).toContain('"numerator":100000')
  expect(textOf('outbound', root, own)).toContain('"numerator":200000')
})

test.each([
  ['{ providers: [{ name: envoy }] }', true, true],
  ['{ providers: [{ name: envoy }], match: { mode: SERVER } }', false, true],
  ['{ providers: [{ name: envoy }] }, { match: { mode: CLIENT }, disabled: true }', false, true],
  ['{ providers: [{ name: envoy }], disabled: true }', false, false],
])('access log: %s', (list, outbound, inbound) => {
  const isLogged = (listener: string) =>
    textOf(listener, telemetry(`accessLogging: [${list}]`)).includes('access_log')
  expect([isLogged('outbound'), isLogged('inbound')]).toEqual([outbound, inbound])
})

test('an access log has only requests for which its expression is true', () => {
  const filtered = telemetry(
    "accessLogging: [{ providers: [{ name: envoy }], filter: { expression: 'response.code >= 400' } }]",
  )
  expect(textOf('inbound', filtered)).toContain('"expression":"response.code >= 400"')
})

test.each([
  ['tracing', 'otel'],
  ['metrics', 'prometheus'],
])('an unknown provider of %s is refused with its field', (field, known) => {
  expect(() => compiled([telemetry(`${field}: [{ providers: [{ name: zipkin }] }]`)])).toThrow(
    `spec.${field}[0].providers[0].name: unknown provider; use one of ${known}`,
  )
})

test.each([
  ['metrics: [{ reportingInterval: 5s }]', 'spec.metrics[0].reportingInterval'],
  [
    'metrics: [{ overrides: [{ match: { customMetric: mine } }] }]',
    'spec.metrics[0].overrides[0].match.customMetric',
  ],
  [
    'metrics: [{ overrides: [{ tagOverrides: { a: { value: b } } }] }]',
    'spec.metrics[0].overrides[0].tagOverrides',
  ],
  ['tracing: [{ enableIstioTags: true }]', 'spec.tracing[0].enableIstioTags'],
])('a field that stock Envoy does not support is refused: %s', (spec, field) => {
  expect(() => compiled([telemetry(spec)])).toThrow(field)
})
