import { expect, test } from 'vitest'
import { summaryOf } from './summary.ts'

const none = { p50: null, p95: null, p99: null, max: null }
const result = {
  ...{ offered: 3, accepted: 1, confirmed: 1, failed: 2, dropped: 0, confirmedPerSecond: 0.1 },
  ...{ acceptMs: { p50: 4, p95: 5, p99: 6, max: 6.5 }, confirmMs: none },
  ...{ shipped: 1, cancelled: 0, unsettled: 0, unknown: 1, failures: { 503: 1, 'no answer': 1 } },
  historyFile: 'history.jsonl',
}

test('the summary has every count, failures by status, and latencies in columns', () => {
  const text = summaryOf(result)
  expect(text).toContain('failed      2 (503: 1, no answer: 1)')
  expect(text).toContain('accepted           4.0       5.0       6.0       6.5')
  expect(text).toContain('confirmed            -         -         -         -')
})
