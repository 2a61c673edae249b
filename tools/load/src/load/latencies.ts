import { build } from 'hdr-histogram-js'

export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export interface Latencies {
  record(ms: number): void
  readonly count: number
  /** Milliseconds to a tenth; null where nothing was recorded. */
  percentiles(): { readonly [Name in keyof Percentiles]: number | null }
}

/** An HDR histogram of microseconds, up to ten minutes, to three digits. */
export function openLatencies(): Latencies {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  const toMs = (micros: number) => Math.round(micros / 100) / 10
  const at = (percentile: number) =>
    histogram.totalCount === 0 ? null : toMs(histogram.getValueAtPercentile(percentile))
  return {
    record: (ms) =>
      histogram.recordValue(Math.min(600_000_000, Math.max(1, Math.round(ms * 1000)))),
    get count() {
      return histogram.totalCount
    },
    percentiles: () => ({
      ...{ p50: at(50), p95: at(95), p99: at(99) },
      max: histogram.totalCount === 0 ? null : toMs(histogram.maxValue),
    }),
  }
}
