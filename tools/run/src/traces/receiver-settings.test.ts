import { expect, it } from 'vitest'
import { readReceiverSettings } from './receiver-settings.ts'

const endpointOf = (endpoint: string) =>
  readReceiverSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).endpoint
const ratioOf = (ratio: string) => readReceiverSettings({ OTEL_TRACES_SAMPLER_ARG: ratio }).ratio

it('without the two variables there is no endpoint and no share', () => {
  expect(readReceiverSettings({})).toEqual({ endpoint: undefined, ratio: undefined })
  expect([endpointOf(''), ratioOf('')]).toEqual([undefined, undefined])
})

it.each(['http://127.0.0.1:4318', 'http://[::1]:4318/', 'http://otlp.example', 'http://x:80/otlp'])(
  'the receiver %j is taken as it is',
  (endpoint) => expect(endpointOf(endpoint)).toBe(endpoint),
)

it.each([
  ['localhost:4318', 'found localhost:4318'],
  ['127.0.0.1:4318', 'found 127.0.0.1:4318'],
  ['otlp.example.com', 'found otlp.example.com'],
  ['http://127.0.0.1:99999', 'found http://127.0.0.1:99999'],
  ['grpc://127.0.0.1:4317', 'found grpc://127.0.0.1:4317'],
  ['https://otlp.example.com', 'sidecars send spans without TLS'],
  ['http://127.0.0.1:4318/v1/traces', 'found the path /v1/traces'],
  ['http://127.0.0.1:4318/v1/traces/', 'found the path /v1/traces'],
  ['http://127.0.0.1:4318?token=1', 'found ?token=1'],
  ['http://user:secret@127.0.0.1:4318', 'found credentials in it'],
])('the receiver %j is refused: %s', (endpoint, fault) => {
  expect(() => endpointOf(endpoint)).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT: expected the address')
  expect(() => endpointOf(endpoint)).toThrow('such as http://127.0.0.1:4318')
  expect(() => endpointOf(endpoint)).toThrow(fault)
})

it.each([
  ['0', 0],
  ['0.25', 0.25],
  ['1', 1],
])('the share %j is taken as it is', (given, ratio) => expect(ratioOf(given)).toBe(ratio))

it.each(['10', '-0.1', 'all', ' ', '10%'])('the share %j is refused', (given) => {
  expect(() => ratioOf(given)).toThrow(
    `OTEL_TRACES_SAMPLER_ARG: expected a share from 0 to 1, found ${given}`,
  )
})
