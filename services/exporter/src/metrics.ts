import { type Gauge, gauge, readGauges, type TotalCounter, totalCounter } from '@stoa/service'
import { definitions, type Source, upMetrics } from './definitions.ts'
import type { Sample } from './sample.ts'

type Metric = Gauge<Record<string, never>> | TotalCounter<Record<string, never>>

export interface Readings {
  readonly bySource: Partial<Record<Source, () => Promise<readonly Sample[]>>>
  /** How long an answer of a source is used, however often it is scraped. */
  readonly forMs: number
  onFailure(source: Source, error: unknown): void
}

/** Registers the metrics of every source that can be read. While one cannot be read, its metrics are absent. */
export function registerMetrics({ bySource, forMs, onFailure }: Readings): void {
  for (const source of Object.keys(bySource) as Source[]) {
    const read = bySource[source]
    if (!read) continue
    const metrics = metricsOf(source)
    const upMetric = upMetrics.find((one) => one.source === source)
    const up = upMetric && gauge({ name: upMetric.name, help: upMetric.help })
    readGauges(source, {
      gauges: [...metrics.values(), ...(up ? [up] : [])],
      everyMs: forMs,
      async read() {
        try {
          return { isUp: 1, samples: await read() }
        } catch (error) {
          onFailure(source, error)
          return { isUp: 0, samples: [] }
        }
      },
      show({ isUp, samples }) {
        up?.set(isUp)
        for (const { name, labels, value } of samples) metrics.get(name)?.set(labels, value)
      },
    })
  }
}

const metricsOf = (source: Source): ReadonlyMap<string, Metric> =>
  new Map(
    definitions
      .filter((one) => one.source === source)
      .map(({ name, help, labels = {}, type }) => {
        const make = type === 'counter' ? totalCounter : gauge
        return [name, make({ name, help, labels })]
      }),
  )
