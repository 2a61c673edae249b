import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const sources = [
  ...['service', 'envoy', 'broker', 'database', 'runner', 'prometheus', 'collector'],
  ...['operator', 'kubelet'],
] as const

/** Where Stoa runs. */
export const environments = ['laptop', 'cluster'] as const
export type Environment = (typeof environments)[number]

const name = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
const label = z.union([z.array(z.string()).min(1), z.strictObject({ max: z.int().min(1) })])

const metric = z.strictObject({
  name,
  type: z.enum(['counter', 'gauge', 'histogram']),
  unit: z.string().min(1),
  /** Of a histogram: what its `_count` counts, such as `requests`. */
  counts: z.string().min(1).optional(),
  labels: z.record(name, label).default({}),
  meaning: z.string().min(1),
})

const group = z.strictObject({
  source: z.enum(sources),
  owner: z.string().min(1),
  /** The services that expose the metrics; absent: all do. */
  services: z.array(z.string()).min(1).optional(),
  /** Where the metrics exist; absent: on the laptop and in a cluster. */
  where: z.enum(environments).optional(),
  metrics: z.array(metric).min(1),
})

type Group = z.infer<typeof group>

/** The values of a label, or how many values it has at most. */
export type LabelBound = z.infer<typeof label>

/** A metric of `metrics.yaml` with what its group says of it. */
export type CatalogueMetric = Group['metrics'][number] & Omit<Group, 'metrics'>

export type Catalogue = ReadonlyMap<string, CatalogueMetric>

/** Parses the text of a `metrics.yaml`. Throws on an unknown field, a missing one, or a name that is there twice. */
export function parseCatalogue(text: string): Catalogue {
  const groups = z.array(group).parse(parse(text))
  const catalogue = new Map<string, CatalogueMetric>()
  for (const { metrics, ...common } of groups)
    for (const metric of metrics) {
      if (catalogue.has(metric.name))
        throw new Error(`metrics.yaml has ${metric.name} twice, expected it once`)
      catalogue.set(metric.name, { ...metric, ...common })
    }
  return catalogue
}

export const readCatalogue = (file = resolve(import.meta.dirname, '../metrics.yaml')): Catalogue =>
  parseCatalogue(readFileSync(file, 'utf8'))

/** The names of a metric's series, as a query uses them: a histogram has three. */
export const seriesOf = ({ name, type }: Pick<CatalogueMetric, 'name' | 'type'>): string[] =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
