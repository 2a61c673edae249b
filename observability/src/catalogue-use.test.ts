import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { type CatalogueMetric, readCatalogue, seriesOf } from './catalogue.ts'
import { queriesOf } from './dashboards/check/queries.ts'
import { readDashboards } from './dashboards/check/read.ts'
import { anyValues, interpolate } from './dashboards/macros.ts'
import { metricsOf } from './promql/expression.ts'
import { readRuleFiles } from './rules/rule-file.ts'

const metrics = [...readCatalogue().values()]

const queries = readDashboards()
  .flatMap(queriesOf)
  .filter(({ target }) => target.datasource.type === 'prometheus')
  .map(({ target }) => interpolate(target.expr, anyValues(target.expr)))
const rules = readRuleFiles()
  .flatMap(({ groups }) => groups)
  .flatMap((group) => group.rules.map(({ expr }) => expr))
const runbooks = join(repositoryRoot, 'docs/runbooks')
const pages = readdirSync(runbooks).map((name) => readFileSync(join(runbooks, name), 'utf8'))
const used = new Set([
  ...[...queries, ...rules].flatMap(metricsOf),
  ...pages.flatMap((text) => text.match(/\w+/g) ?? []),
])

/** Our own code exposes the others, and all that it exposes is in the catalogue. */
const foreign = ['envoy', 'prometheus', 'collector', 'operator', 'kubelet']
const unusedOf = (all: readonly CatalogueMetric[]) =>
  all
    .filter(({ source }) => foreign.includes(source))
    .filter((metric) => !seriesOf(metric).some((series) => used.has(series)))
    .map(({ name }) => name)

it('a panel, a rule or a runbook uses every metric of Envoy, Prometheus, the collector, CloudNativePG and the kubelet in the catalogue', () => {
  expect(unusedOf(metrics)).toEqual([])
  const [one] = metrics.filter(({ source }) => source === 'envoy')
  expect(unusedOf(one ? [{ ...one, name: 'envoy_server_live', type: 'gauge' }] : [])).toEqual([
    'envoy_server_live',
  ])
})

const ownerOf = new Map(readTopology().services.map(({ name, owner }) => [name, owner]))

/** Metrics of one owner's services belong to that owner; those that services of several have come from a package of the platform. */
function expectedOwner({ name, services = [] }: CatalogueMetric): string {
  const [owner, ...others] = new Set(services.map((service) => ownerOf.get(service)))
  if (name.startsWith('sandbox_')) return 'platform'
  return owner && others.length === 0 ? owner : 'platform'
}
const wrongOwners = (all: readonly CatalogueMetric[]) =>
  all.filter((metric) => metric.owner !== expectedOwner(metric)).map(({ name }) => name)

it('a metric belongs to the owner of the services that expose it', () => {
  expect(wrongOwners(metrics)).toEqual([])
  const open = metrics.find(({ name }) => name === 'saga_open_orders')
  if (!open) throw new Error('there is no saga_open_orders')
  expect(wrongOwners([{ ...open, owner: 'merchandising' }])).toEqual([open.name])
  expect(wrongOwners([{ ...open, services: ['orders', 'shipping'] }])).toEqual([open.name])
})
