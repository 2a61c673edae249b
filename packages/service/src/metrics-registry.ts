import prom from 'prom-client'
import { maxTimerMs, measureEventLoop } from './event-loop.ts'
import type { LabelBounds } from './label-bounds.ts'

export interface DeclaredMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Absent for the metrics of the process itself, which `prom-client` measures. */
  readonly bounds?: LabelBounds
}

// Only an OpenMetrics registry keeps exemplars.
export const registry = new prom.Registry<prom.OpenMetricsContentType>()
registry.setContentType(prom.Registry.OPENMETRICS_CONTENT_TYPE)
prom.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: maxTimerMs })
measureEventLoop(registry)

// prom-client takes `_total` off the names of counters when it writes OpenMetrics text.
const ofProcess = registry
  .getMetricsAsArray()
  .map(({ name, type }): DeclaredMetric => ({ name, type: String(type) as DeclaredMetric['type'] }))

const declared = new Map<string, DeclaredMetric>()

export function declare(metric: DeclaredMetric): void {
  if (declared.has(metric.name)) throw new Error(`the metric ${metric.name} is declared twice`)
  declared.set(metric.name, metric)
}

/** What the modules that are loaded declare, with the metrics of the process itself. */
export const declaredMetrics = (): readonly DeclaredMetric[] => [...ofProcess, ...declared.values()]
