import type { Labels } from './labels.ts'

/** A counter only rises until its process ends, so that its value alone says nothing. */
export type SeriesType = 'counter' | 'gauge'

/** What is known about one metric or recorded series. */
export interface MetricFacts {
  readonly type: SeriesType
  /** In the plural, such as `seconds`, `bytes` or `orders`; `ratio` for a share, `` for a bare number. */
  readonly unit: string
  /** Of the buckets of a histogram: the unit of what was measured. */
  readonly measured?: string | undefined
  /** Every label that a series of the metric can have. */
  readonly labels: Labels
}

/** Looks up a series name, such as `x_seconds_bucket`; undefined for a name that nothing exposes or records. */
export type Vocabulary = (name: string) => MetricFacts | undefined
