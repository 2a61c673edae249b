import { build } from 'hdr-histogram-js'

/** Milliseconds to one decimal; null when nothing was recorded. */
export interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface LatencyHistogram {
  record(ms: number): void
  readonly count: number
  percentiles(): Percentiles
}

const maxMicros = 600_000_000

/** An HDR histogram of latencies up to ten minutes, with three significant digits. */
export function createLatencyHistogram(): LatencyHistogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxMicros,
    numberOfSignificantValueDigits: 3,
  })
  const toMs = (micros: number) => Math.round(micros / 100) / 10
  const at = (percentile: number) =>
    histogram.totalCount === 0 ? null : toMs(histogram.getValueAtPercentile(percentile))
  return {
    record: (ms) => histogram.recordValue(Math.min(maxMicros, Math.max(1, Math.round(ms * 1000)))),
    get count() {
      return histogram.totalCount
    },
    percentiles: () => ({
      ...{ p50: at(50), p95: at(95), p99: at(99) },
      max: histogram.totalCount === 0 ? null : toMs(histogram.maxValue),
    }),
  }
}
