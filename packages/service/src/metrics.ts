import type { SpanContext } from '@opentelemetry/api'
import prom from 'prom-client'
import {
  boundedSeries,
  combinationsOf,
  type LabelBounds,
  type LabelValues,
} from './label-bounds.ts'
import { declare, registry } from './metrics-registry.ts'

interface Definition {
  readonly name: string
  readonly help: string
}

interface Labelled<Bounds> extends Definition {
  /** The values of each label, or how many it has at most. */
  readonly labels: Bounds
}

export interface CounterSeries {
  inc(by?: number): void
}
export interface Counter<Bounds extends LabelBounds> {
  inc(values: LabelValues<Bounds>, by?: number): void
  /** One series, for a hot path that looks it up once. */
  of(values: LabelValues<Bounds>): CounterSeries
}

interface Start<Bounds extends LabelBounds> {
  /** Series that are exposed as 0 from the start; without it every combination of listed values. */
  readonly start?: readonly LabelValues<Bounds>[]
}

/**
 * @example
 * const placed = counter({ name: 'orders_placed_total', help: 'Orders accepted', labels: { channel: ['web', 'shop'] } })
 * placed.inc({ channel: 'web' })
 */
export function counter(definition: Definition): CounterSeries
export function counter<const Bounds extends LabelBounds>(
  definition: Labelled<Bounds> & Start<Bounds>,
): Counter<Bounds>
export function counter({
  name,
  help,
  labels,
  start = combinationsOf(labels ?? {}),
}: Definition & Partial<Labelled<LabelBounds>> & Start<LabelBounds>) {
  declare({ name, type: 'counter', bounds: labels ?? {} })
  const labelNames = Object.keys(labels ?? {})
  const created = new prom.Counter({ name, help, labelNames, registers: [registry] })
  if (!labels) return { inc: (by?: number) => created.inc(by) }
  const of = boundedSeries(labels, (values) => created.labels(values))
  // Without a first value of 0 the first increment is no increase to Prometheus.
  for (const values of start) of(values).inc(0)
  return { of, inc: (values: LabelValues<LabelBounds>, by = 1) => of(values).inc(by) }
}

export interface TotalCounter<Bounds extends LabelBounds> {
  /** The total of one series; all are cleared before they are set again. */
  set(values: LabelValues<Bounds>, total: number): void
  clear(): void
}

/** A counter of what is counted elsewhere, such as by the broker; `readGauges` sets it from what it reads. */
export function totalCounter<const Bounds extends LabelBounds>({
  name,
  help,
  labels,
}: Labelled<Bounds>): TotalCounter<Bounds> {
  declare({ name, type: 'counter', bounds: labels })
  const labelNames = Object.keys(labels)
  const created = new prom.Counter({ name, help, labelNames, registers: [registry] })
  const of = boundedSeries(labels, (values) => created.labels(values))
  const clear = () => (labelNames.length > 0 ? created.reset() : created.remove())
  clear()
  return { clear, set: (values, total) => of(values).inc(total) }
}

export interface GaugeSeries {
  set(value: number): void
  /** Leaves the gauge out until it is set again. */
  clear(): void
  /** Reads the value at each scrape; when `read` throws, the gauge is left out. A later call replaces this one. */
  from(read: () => number): void
}
export interface Gauge<Bounds extends LabelBounds> {
  set(values: LabelValues<Bounds>, value: number): void
  clear(): void
  from(read: () => Iterable<readonly [LabelValues<Bounds>, number]>): void
}

/** A gauge that is not exposed before it is set. Values that cost a query are set by `readGauges`. */
export function gauge(definition: Definition): GaugeSeries
export function gauge<const Bounds extends LabelBounds>(definition: Labelled<Bounds>): Gauge<Bounds>
export function gauge({ name, help, labels = {} }: Definition & Partial<Labelled<LabelBounds>>) {
  declare({ name, type: 'gauge', bounds: labels })
  const labelNames = Object.keys(labels)
  const isLabelled = labelNames.length > 0
  let collect: (() => void) | undefined
  const created = new prom.Gauge({
    ...{ name, help, labelNames, registers: [registry] },
    collect: () => collect?.(),
  })
  const clear = () => (isLabelled ? created.reset() : created.remove())
  const of = boundedSeries(labels, (values) => created.labels(values))
  const set = (values: LabelValues<LabelBounds> | number, value = 0) =>
    typeof values === 'number' ? created.set(values) : of(values).set(value)
  clear()
  return {
    ...{ set, clear },
    from(read: () => number | Iterable<readonly [LabelValues<LabelBounds>, number]>) {
      collect = () => {
        clear()
        try {
          const found = read()
          if (typeof found === 'number') set(found)
          else for (const [values, value] of found) set(values, value)
        } catch {
          clear()
        }
      }
    },
  }
}

/** The thresholds of the SLOs must be among the buckets. */
const durationBucketsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
]

export interface HistogramSeries {
  /** With `exemplars`, a `span` of a sampled trace becomes the exemplar of its bucket. */
  observe(value: number, span?: SpanContext): void
}
export interface Histogram<Bounds extends LabelBounds> {
  observe(values: LabelValues<Bounds>, value: number, span?: SpanContext): void
  of(values: LabelValues<Bounds>): HistogramSeries
}

interface Buckets {
  /** Durations in seconds by default. */
  readonly buckets?: number[]
  /** Whether a bucket names the trace of its last value. */
  readonly exemplars?: boolean
}

export function histogram(definition: Definition & Buckets): HistogramSeries
export function histogram<const Bounds extends LabelBounds>(
  definition: Labelled<Bounds> & Buckets,
): Histogram<Bounds>
export function histogram({
  name,
  help,
  labels = {},
  buckets = durationBucketsSeconds,
  exemplars: enableExemplars = false,
}: Definition & Partial<Labelled<LabelBounds>> & Buckets) {
  declare({ name, type: 'histogram', bounds: labels })
  const labelNames = Object.keys(labels)
  const created = new prom.Histogram({
    ...{ name, help, labelNames, buckets, enableExemplars, registers: [registry] },
  })
  const of = boundedSeries(labels, (values): HistogramSeries => {
    if (!enableExemplars) return created.labels(values)
    return {
      observe: (value, span) =>
        created.observe({
          ...{ labels: values, value },
          ...(span && span.traceFlags & 1 && { exemplarLabels: { trace_id: span.traceId } }),
        }),
    }
  })
  if (labelNames.length === 0) return of({})
  for (const values of combinationsOf(labels)) created.zero(values as Record<string, string>)
  return {
    of,
    observe: (values: LabelValues<LabelBounds>, value: number, span?: SpanContext) =>
      of(values).observe(value, span),
  }
}
