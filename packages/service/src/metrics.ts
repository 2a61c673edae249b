import prom from 'prom-client'
import { maxTimerMs, measureEventLoop } from './event-loop.ts'

const registry = new prom.Registry()
prom.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: maxTimerMs })
measureEventLoop(registry)

interface Definition<Label extends string> {
  readonly name: string
  readonly help: string
  /** Labels must have few, known values: each combination is a time series. */
  readonly labels?: readonly Label[]
}

/** The thresholds of the SLOs must be among the buckets. */
const durationBucketsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
]

/**
 * @example
 * const placed = counter({ name: 'orders_placed_total', help: 'Orders accepted', labels: ['channel'] })
 * placed.inc({ channel: 'web' })
 */
export const counter = <Label extends string>({ name, help, labels = [] }: Definition<Label>) =>
  new prom.Counter({ name, help, labelNames: labels, registers: [registry] })

/**
 * `collect` sets the value at each scrape; a gauge whose `collect` throws is left out of that scrape. A gauge that already
 * exists under the name is replaced.
 */
export const gauge = <Label extends string>({
  name,
  help,
  labels = [],
  collect,
}: Definition<Label> & { collect?: (set: prom.Gauge<Label>) => void | Promise<void> }) => {
  registry.removeSingleMetric(name)
  const created: prom.Gauge<Label> = new prom.Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    ...(collect && {
      async collect() {
        try {
          await collect(created)
        } catch {
          if (labels.length > 0) created.reset()
          else created.remove()
        }
      },
    }),
  })
  return created
}

/** A counter of what is counted elsewhere: `read` answers its totals at each scrape; when it throws, there is none. */
export const totalCounter = ({
  name,
  help,
  labels = [],
  read,
}: Definition<string> & {
  read: () => Promise<
    readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
  >
}) => {
  registry.removeSingleMetric(name)
  return new prom.Counter({
    ...{ name, help, labelNames: labels, registers: [registry] },
    async collect() {
      const totals = await read().catch(() => [])
      this.reset()
      if (labels.length === 0 && totals.length === 0) this.remove()
      for (const one of totals) this.inc(one.labels, one.value)
    },
  })
}

/** `buckets` default to durations in seconds. */
export const histogram = <Label extends string>({
  name,
  help,
  labels = [],
  buckets = durationBucketsSeconds,
}: Definition<Label> & { buckets?: number[] }) =>
  new prom.Histogram({ name, help, labelNames: labels, buckets, registers: [registry] })

/** All metrics of the process in the format that Prometheus scrapes. */
export const exposition = async () => ({
  contentType: registry.contentType,
  body: await registry.metrics(),
})
