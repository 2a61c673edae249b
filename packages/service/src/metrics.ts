import prom from 'prom-client'
import { measureEventLoop, never } from './event-loop.ts'

const registry = new prom.Registry()
prom.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: never })
measureEventLoop(registry)

interface Definition<Label extends string> {
  readonly name: string
  readonly help: string
  /** Only labels with few, known values. */
  readonly labels?: readonly Label[]
}

/** Seconds; the SLO's thresholds are among them. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]

export const counter = <Label extends string>({ name, help, labels = [] }: Definition<Label>) =>
  new prom.Counter({ name, help, labelNames: labels, registers: [registry] })

/**
 * `collect` sets the value when it is scraped; a gauge whose `collect` throws is absent, and the others are answered.
 * Made again under one name, the last one counts.
 */
export const gauge = <Label extends string>({
  name,
  help,
  labels = [],
  collect,
}: Definition<Label> & { collect?: (set: prom.Gauge<Label>) => void | Promise<void> }) => {
  registry.removeSingleMetric(name)
  const made: prom.Gauge<Label> = new prom.Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    ...(collect && {
      async collect() {
        try {
          await collect(made)
        } catch {
          if (labels.length > 0) made.reset()
          else made.remove()
        }
      },
    }),
  })
  return made
}

export const histogram = <Label extends string>({
  name,
  help,
  labels = [],
  buckets = durations,
}: Definition<Label> & { buckets?: number[] }) =>
  new prom.Histogram({ name, help, labelNames: labels, buckets, registers: [registry] })

export const exposition = async () => ({
  contentType: registry.contentType,
  body: await registry.metrics(),
})
