import { registry } from './metrics-registry.ts'
import { refreshReadings } from './readings.ts'

export const openMetricsType = 'application/openmetrics-text'
export const classicType = 'text/plain'
export type ExpositionType = typeof openMetricsType | typeof classicType

const contentTypes: Readonly<Record<ExpositionType, string>> = {
  [openMetricsType]: `${openMetricsType}; version=1.0.0; charset=utf-8`,
  [classicType]: `${classicType}; version=0.0.4; charset=utf-8`,
}

const counterHead = /^# HELP (\S+) (.*)\n# TYPE \1 counter$/gm
const exemplar = /^([^#\n].*) # \{[^{}]*\} \S+ \S+$/gm
const end = /# EOF\n$/

/** OpenMetrics text in the older text format: counters are declared under the names of their samples, exemplars left out. */
export const toClassicText = (openMetrics: string): string =>
  openMetrics
    .replace(counterHead, '# HELP $1_total $2\n# TYPE $1_total counter')
    .replace(exemplar, '$1')
    .replace(end, '')

/** All metrics of the process in a format that Prometheus scrapes. */
export async function exposition(type: ExpositionType = classicType) {
  await refreshReadings()
  const text = await registry.metrics()
  return {
    contentType: contentTypes[type],
    body: type === openMetricsType ? text : toClassicText(text),
  }
}
