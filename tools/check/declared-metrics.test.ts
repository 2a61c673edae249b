import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogueMetric, type LabelBound, readCatalogue } from '@stoa/observability'
import type { DeclaredMetric } from '@stoa/service'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

const declares = /\b(?:counter|gauge|histogram)\(\{/
const listed = ['packages/*/src/*.ts', 'services/*/src/*.ts']

/** The modules that declare metrics, as paths: a module of a service is loaded here to read what it declares alone. */
const modules = execFileSync('git', ['ls-files', '--cached', '--others', ...listed], {
  cwd: repositoryRoot,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && !/(?:\.test|\/main)\.ts$/.test(file))
  .map((file) => join(repositoryRoot, file))
  .filter((file) => declares.test(readFileSync(file, 'utf8')))

/** The sources whose metrics the exporter exposes. */
const exported = ['broker', 'database', 'runner']

let declared: ReadonlyMap<string, DeclaredMetric>

beforeAll(async () => {
  // Tests that share the process have declared metrics of their own.
  vi.resetModules()
  const { declaredMetrics } = await import('@stoa/service')
  for (const module of modules) await import(module)
  const exporter = await import(join(repositoryRoot, 'services/exporter/src/metrics.ts'))
  const answers = { ask: async () => undefined, read: async () => [] }
  const bySource = Object.fromEntries(exported.map((source) => [source, answers]))
  exporter.registerMetrics({ bySource, forMs: 1, answerWithinMs: 1, onFailure() {} })
  declared = new Map(declaredMetrics().map((metric) => [metric.name, metric]))
})

// Tests that follow in this process register metrics of the exporter themselves.
afterAll(() => void vi.resetModules())

const catalogued = [...readCatalogue().values()].filter(({ source }) =>
  ['service', ...exported].includes(source),
)

/** The exporter offers totals under the names and types of other exporters, which call one a counter by its suffix alone. */
const typeInCode = ({ name, type, source }: CatalogueMetric) =>
  exported.includes(source) && type === 'counter' && !name.endsWith('_total') ? 'gauge' : type

/** Whether the code keeps a label within what the catalogue says of it. */
function isWithin(code: LabelBound | readonly string[], catalogue: LabelBound): boolean {
  if ('max' in code) {
    const { max } = code
    return 'max' in catalogue ? max === catalogue.max : catalogue.length <= max
  }
  return !('max' in catalogue) && [...code].sort().join() === [...catalogue].sort().join()
}

it('the code and the catalogue have the same metrics of the services and of the exporter', () => {
  expect([...declared.keys()].sort()).toEqual(catalogued.map(({ name }) => name).sort())
})

it.each(catalogued.map((metric) => [metric.name, metric] as const))(
  'the code declares %s with the type and the bounds of the catalogue',
  (name, catalogue) => {
    const { bounds, ...metric } = declared.get(name) ?? {}
    expect(metric.type).toBe(typeInCode(catalogue))
    if (!bounds) return
    expect(Object.keys(bounds).sort()).toEqual(Object.keys(catalogue.labels).sort())
    for (const [label, bound] of Object.entries(catalogue.labels))
      expect([label, isWithin(bounds[label] ?? [], bound)]).toEqual([label, true])
  },
)
