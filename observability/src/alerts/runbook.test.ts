import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { readCatalogue } from '../catalogue.ts'
import { isAlert, readRuleFiles } from '../rules/rule-file.ts'
import { unknownMetrics } from '../rules/unknown-metrics.ts'
import { readRunbook, runbooksFolder } from './runbook.ts'

const files = readRuleFiles()
const alerts = files.flatMap(({ groups }) => groups).flatMap(({ rules }) => rules.filter(isAlert))
const names = alerts.map(({ alert }) => alert).sort()
const folder = join(repositoryRoot, runbooksFolder)

const queriesOf = (text: string) =>
  [...text.matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query)

const faultsOf = (text: string) => {
  const rules = queriesOf(text).map((expr) => ({ record: 'runbook', expr }))
  const runbook = { path: 'runbook', groups: [{ name: 'runbook', rules }] }
  return unknownMetrics([...files, runbook], readCatalogue())
}

describe('the runbooks', () => {
  it('are those of the alerts', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md')
    expect(pages.sort()).toEqual(names.map((name) => `${name}.md`))
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

  it.each(names)('%s asks Prometheus only for what there is', (name) => {
    expect(faultsOf(readRunbook(name) ?? '')).toEqual([])
  })

  it('would be found with a query that no metric answers', () => {
    const text = (query: string) => `## Confirm it\n\n\`\`\`promql\n${query}\n\`\`\`\n`
    expect(faultsOf(text('max(outbox_age_seconds)'))).toHaveLength(1)
    expect(() => faultsOf(text('max(outbox_oldest_seconds'))).toThrow('not PromQL')
  })
})
