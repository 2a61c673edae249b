import { expect, it } from 'vitest'
import { missingObservers } from './missing-observers.ts'

const finds =
  (...built: readonly string[]) =>
  (name: string) =>
    built.includes(name) ? `/tools/${name}` : undefined

it('nothing is missing once the collector and Jaeger are built', () => {
  expect(missingObservers({}, finds('collector', 'jaeger'))).toEqual([])
})

it.each([
  ['collector', 'jaeger'],
  ['jaeger', 'collector'],
])('without the %s it says what builds it', (missing, built) => {
  expect(missingObservers({}, finds(built))).toEqual([
    `${missing} is not here; \`npx stoa tools build ${missing}\` builds it`,
  ])
})

it('spans that go elsewhere leave the collector without any', () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }
  expect(missingObservers(env, finds('collector', 'jaeger'))).toEqual([
    expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT is set'),
  ])
})
