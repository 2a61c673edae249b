import type { LoadResult } from './result.ts'

const row = (name: string, value: string | number) => `${name.padEnd(12)}${value}`

const latencyRow = (name: string, latency: LoadResult['acceptMs']) =>
  [latency.p50, latency.p95, latency.p99, latency.max].reduce<string>(
    (line, ms) => line + (ms === null ? '-' : ms.toFixed(1)).padStart(10),
    name.padEnd(12),
  )

/** The result of `stoa load` for people, at most 80 columns wide but for the file. */
export function summaryOf(result: LoadResult): string {
  const failures = Object.entries(result.failures).map(([status, count]) => `${status}: ${count}`)
  const heading = ['p50', 'p95', 'p99', 'max'].map((name) => name.padStart(10)).join('')
  return [
    row('offered', result.offered),
    row('accepted', result.accepted),
    row('confirmed', `${result.confirmed} (${result.confirmedPerSecond} per second)`),
    row('failed', `${result.failed}${failures.length > 0 ? ` (${failures.join(', ')})` : ''}`),
    row('dropped', result.dropped),
    row('shipped', result.shipped),
    row('cancelled', result.cancelled),
    row('unsettled', result.unsettled),
    '',
    `latency, ms ${heading}`,
    latencyRow('accepted', result.acceptMs),
    latencyRow('confirmed', result.confirmMs),
    '',
    row('history', result.historyFile),
  ].join('\n')
}
