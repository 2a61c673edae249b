import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { readCatalogue } from '../catalogue.ts'
import { analyse } from '../promql/analyse.ts'
import { namesOf } from '../promql/names.ts'
import { parsePromql } from '../promql/parse.ts'
import { isAlert, type RuleFile, readRuleFiles } from '../rules/rule-file.ts'
import { unknownMetrics } from '../rules/unknown-metrics.ts'
import { readRunbook, runbooksFolder } from './runbook.ts'

const files = readRuleFiles()
const alerts = files.flatMap(({ groups }) => groups).flatMap(({ rules }) => rules.filter(isAlert))
const alertNames = alerts.map(({ alert }) => alert).sort()
const folder = join(repositoryRoot, runbooksFolder)

const queriesOf = (text: string) =>
  [...text.matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query)

const catalogue = readCatalogue()
const vocabulary = namesOf(catalogue, files)

/** What a query names and nothing has: metrics, labels, values. */
const faultsOf = (text: string) =>
  queriesOf(text).flatMap((expr) => [
    ...unknownMetrics([...files, runbookWith(expr)], catalogue),
    ...analyse(parsePromql(expr), vocabulary).unknownLabels,
  ])

const runbookWith = (expr: string): RuleFile => ({
  path: 'runbook',
  groups: [{ name: 'runbook', rules: [{ record: 'runbook', expr }] }],
})

describe('the runbooks', () => {
  it('are those of the alerts', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md')
    expect(pages.sort()).toEqual(alertNames.map((name) => `${name}.md`))
  })

  it('are all in the table of their README, with the severity and the owner of the alert', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    const rowOf = (line: string) => line.split('|').map((cell) => cell.trim())
    const rows = readme.split('\n').filter((line) => line.startsWith('| ['))
    const wanted = alerts.map(({ alert, labels }) => [
      `[${alert}](${alert}.md)`,
      labels.severity,
      labels.owner?.includes('{{') ? 'the service’s' : labels.owner,
    ])
    expect(rows.map((line) => rowOf(line).slice(1, 4)).sort()).toEqual(wanted.sort())
  })

  it.each(alertNames)('%s asks Prometheus only for what there is', (name) => {
    expect(faultsOf(readRunbook(name) ?? '')).toEqual([])
  })

  it('would be found with a query that no metric answers', () => {
    const text = (query: string) => `## Confirm it\n\n\`\`\`promql\n${query}\n\`\`\`\n`
    expect(faultsOf(text('max(outbox_age_seconds)'))).toHaveLength(1)
    expect(faultsOf(text('up{job="sidecar"}'))).toHaveLength(1)
    expect(faultsOf(text('sum by (sorce) (mesh:requests:rate5m{dennied="yes"})'))).toHaveLength(2)
    expect(() => faultsOf(text('max(outbox_oldest_seconds'))).toThrow('not PromQL')
  })
})
