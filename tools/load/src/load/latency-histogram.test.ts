import { expect, test } from 'vitest'
import { createLatencyHistogram } from './latency-histogram.ts'

test('percentiles have three significant digits', () => {
  const latencies = createLatencyHistogram()
  for (let ms = 1; ms <= 1000; ms += 1) latencies.record(ms)
  const { p50, p95, p99, max } = latencies.percentiles()
  expect(p50).toBeCloseTo(500, -1)
  expect(p95).toBeCloseTo(950, -1)
  expect(p99).toBeCloseTo(990, -1)
  expect(max).toBeCloseTo(1000, -1)
})

test('percentiles are null when nothing was recorded', () => {
  expect(createLatencyHistogram().percentiles()).toEqual({
    p50: null,
    p95: null,
    p99: null,
    max: null,
  })
})
