import { expect, it } from 'vitest'
import { storedAfterMs } from './stored-after.ts'

const collectorThat = (wait: string, flush: string) => `
processors: { tail_sampling: { decision_wait: ${wait} } }
exporters: { otlp_http: { sending_queue: { batch: { flush_timeout: ${flush} } } } }`

it('a trace is stored once the collector has decided and sent it', () => {
  expect(storedAfterMs(undefined, collectorThat('10s', '1s'))).toBe(21_000)
  expect(storedAfterMs(undefined, collectorThat('1m', '5s'))).toBe(75_000)
})

it('the configuration of the collector says how long that takes', () => {
  expect(storedAfterMs()).toBe(71_000)
  expect(storedAfterMs('10s')).toBe(21_000)
  expect(() => storedAfterMs(undefined, 'processors: {}')).toThrow()
})
