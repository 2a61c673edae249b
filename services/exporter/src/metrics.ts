import { type Gauge, gauge, readGauges, type TotalCounter, totalCounter } from '@stoa/service'
import { definitions, type Source, upMetrics } from './definitions.ts'
import type { Sample } from './sample.ts'

type Metric = Gauge<Record<string, never>> | TotalCounter<Record<string, never>>
type Metrics = ReadonlyMap<string, Metric>

export interface SourceReadings {
  /** Resolves when the source answers. */
  readonly ask?: () => Promise<unknown>
  readonly read: () => Promise<readonly Sample[]>
}

export interface Readings {
  readonly bySource: Partial<Record<Source, SourceReadings>>
  /** How long an answer of a source is used, however often it is scraped. */
  readonly forMs: number
  /** A source that has not answered by then is not up. */
  readonly answerWithinMs: number
  onFailure(source: Source, error: unknown): void
}

/** Registers the metrics of every source that can be read. While one is not up or cannot be read, its metrics are absent. */
export function registerMetrics(readings: Readings): void {
  const sources = (Object.entries(readings.bySource) as [Source, SourceReadings][]).map(
    ([source, asked]) => ({ source, metrics: metricsOf(source), ...asked }),
  )
  for (const { source, metrics, ask } of sources)
    if (ask) registerUp(source, metrics, ask, readings)
  for (const { source, metrics, read } of sources) registerSamples(source, metrics, read, readings)
}

/** Asked for beside the statistics: those are read rarely after a reading that took long, whatever happens meanwhile. */
function registerUp(
  source: Source,
  metrics: Metrics,
  ask: () => Promise<unknown>,
  { forMs, answerWithinMs }: Readings,
): void {
  const definition = upMetrics.find((one) => one.source === source)
  if (!definition) return
  const up = gauge({ name: definition.name, help: definition.help })
  readGauges(definition.name, {
    ...{ gauges: [up], everyMs: forMs, share: 1 },
    show(isUp) {
      up.set(isUp)
      if (isUp === 0) for (const metric of metrics.values()) metric.clear()
    },
    read: async () => {
      const late = new Promise<number>((resolve) => setTimeout(resolve, answerWithinMs, 0))
      return await Promise.race([
        ask().then(
          () => 1,
          () => 0,
        ),
        late,
      ])
    },
  })
}

function registerSamples(
  source: Source,
  metrics: Metrics,
  read: SourceReadings['read'],
  { forMs, onFailure }: Readings,
): void {
  readGauges(source, {
    ...{ gauges: [...metrics.values()], everyMs: forMs },
    async read() {
      try {
        return await read()
      } catch (error) {
        onFailure(source, error)
        throw error
      }
    },
    show(samples) {
      for (const { name, labels, value } of samples) metrics.get(name)?.set(labels, value)
    },
  })
}

const metricsOf = (source: Source): Metrics =>
  new Map(
    definitions
      .filter((one) => one.source === source)
      .map(({ name, help, labels = {}, type }) => {
        const make = type === 'counter' ? totalCounter : gauge
        return [name, make({ name, help, labels })]
      }),
  )
