import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBuilt } from '@stoa/run'
import { describe, expect, it, onTestFinished } from 'vitest'
import { helm, objectsIn, renderText, titled, without } from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart } from '../profiles.ts'
import { bringKubeconform, conformanceOf } from './conform.ts'
import { everyRender } from './render-everything.ts'

const kubeconform = findBuilt('kubeconform') ?? ''
const absent = without || kubeconform === ''
const named = (title: string) =>
  kubeconform ? titled(title) : `${title} (skipped: ${bringKubeconform})`

it.skipIf(absent).each(everyRender())(
  named('every object conforms to the schema of its kind: %s'),
  (...args) => {
    const text = runHelm(helm, ['template', ...args.flat()])
    const { valid, refused } = conformanceOf(kubeconform, text)
    expect(refused).toEqual([])
    expect(valid).toBe(objectsIn(text).length)
  },
)

describe.skipIf(absent)(named('a damaged manifest is refused'), () => {
  it.each([
    ['an unknown field', 'revisionHistoryLimit:', 'revisionHistoryLimits:', 'Deployment'],
    ['a wrong type', 'maxUnavailable: 1', 'maxUnavailable: {}', 'PodDisruptionBudget'],
    ['a value that is none of the permitted', 'protocol: UDP', 'protocol: [UDP]', 'NetworkPolicy'],
    ['an unknown kind', 'kind: ServiceMonitor', 'kind: ServiceMonitors', 'ServiceMonitors'],
    ['a missing field', 'secretName: edge-serving', '', 'Certificate'],
  ])('%s', (_, from, to, kind) => {
    const text = renderText('production')
    expect(text).toContain(from)
    const { refused } = conformanceOf(kubeconform, text.replaceAll(from, to))
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.filter((one) => !one.startsWith(kind))).toEqual([])
  })
})

/** A copy of the chart in which a template is damaged. */
function damagedChart(from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-chart-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(chart('service'), folder, { recursive: true, dereference: true })
  const file = join(folder, 'templates/service.yaml')
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replace(from, to))
  return folder
}

const values = '--values=services/orders/service.yaml'
const lintAndRender = (folder: string) =>
  [['lint', '--strict'], ['template']].map(
    (verb) => () => runHelm(helm, [...verb, folder, '--namespace=commerce', values]),
  )

it.skipIf(without).each([
  ['a template that is not closed', '{{-', '{{- if true }}{{-'],
  ['a value that is not there', '.Values.workload', '.Values.workloads.image'],
  ['YAML that is none', '{{-', 'kind: [\n{{-'],
])(titled('helm lint and helm template refuse %s'), (_, from, to) => {
  const damaged = damagedChart(from, to)
  for (const call of lintAndRender(damaged))
    expect(call).toThrow(/templates\/service\.yaml|1 chart\(s\) failed/)
  for (const call of lintAndRender(damagedChart('{{-', '{{-'))) expect(call).not.toThrow()
})
