import {
  boundDeviations,
  type Catalogue,
  type CatalogueMetric,
  seriesOf,
} from '@stoa/observability'
import type { Exposed, Sample } from './samples.ts'

/** What each process of a service exposes, by the name of the service. */
export type ExposedByService = ReadonlyMap<string, readonly Exposed[]>

/** prom-client declares a metric of the process even while there is nothing to count. */
const ofProcess = /^(nodejs|process)_/

/** A label that holds as many values as it may counts the further ones as `other`: these would never exceed the bound. */
const fullLabels = ({ name, labels }: CatalogueMetric, samples: readonly Sample[]): string[] =>
  Object.entries(labels).flatMap(([label, bound]) =>
    'max' in bound && samples.some((one) => one.labels[label] === 'other')
      ? [`${name}: ${label} is full: more values than ${bound.max}, counted as other`]
      : [],
  )

function metricDeviations(metric: CatalogueMetric, samples: readonly Sample[]): string[] {
  const expected = Object.keys(metric.labels)
  const found = new Set(samples.flatMap(({ labels }) => Object.keys(labels)))
  found.delete('le')
  const unknown = [...found].filter((label) => !expected.includes(label))
  return [
    ...unknown.map((label) => `${metric.name}: the label ${label} is not in the catalogue`),
    ...boundDeviations(
      metric,
      samples.map(({ labels }) => labels),
    ),
    ...fullLabels(metric, samples),
  ]
}

function processDeviations(
  metrics: readonly CatalogueMetric[],
  service: string,
  { declared, samples }: Exposed,
): string[] {
  const bySeries = Map.groupBy(samples, ({ name }) => name)
  const known = new Set(metrics.flatMap(seriesOf))
  const unknown = [...bySeries.keys()].filter((name) => !known.has(name))
  const expected = metrics.filter(({ services }) => services?.includes(service) ?? true)
  const missing = expected.filter(
    (metric) =>
      !seriesOf(metric).some((name) => bySeries.has(name)) &&
      !(ofProcess.test(metric.name) && declared.includes(metric.name)),
  )
  const foreign = metrics.filter(
    (metric) => !expected.includes(metric) && seriesOf(metric).some((name) => bySeries.has(name)),
  )
  return [
    ...unknown.map((name) => `${name} is not in the catalogue`),
    ...missing.map(({ name }) => `${name} is in the catalogue and not exposed`),
    ...foreign.map(({ name }) => `${name} is exposed, though the catalogue does not say so`),
    ...expected.flatMap((metric) =>
      metricDeviations(
        metric,
        seriesOf(metric).flatMap((name) => bySeries.get(name) ?? []),
      ),
    ),
  ].map((deviation) => `${service}: ${deviation}`)
}

/** Where the metrics that services expose differ from the catalogue, in either direction. */
export function deviationsOf(catalogue: Catalogue, exposed: ExposedByService): string[] {
  const metrics = [...catalogue.values()].filter(({ source }) => source === 'service')
  const found = [...exposed].flatMap(([service, processes]) =>
    processes.flatMap((one) => processDeviations(metrics, service, one)),
  )
  return [...new Set(found)]
}
