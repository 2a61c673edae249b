import { describe, expect, it } from 'vitest'
import type { AlertRule } from '../rules/rule-file.ts'
import { checkAlerts } from './check.ts'
import { isGood, textOf } from './command.ts'
import { runbookSections } from './runbook.ts'
import { casesOf } from './test-file.ts'

const alert: AlertRule = {
  ...{ alert: 'OutboxStuck', expr: 'queue:age > 120' },
  labels: { severity: 'page', owner: 'platform' },
  annotations: {
    ...{ summary: 's', description: 'd', runbook_url: 'docs/runbooks/OutboxStuck.md' },
  },
}
const recording = { record: 'queue:age', expr: 'max(outbox_oldest_seconds)' }
const fileOf = (rule: AlertRule) => ({
  path: 'x.yaml',
  groups: [{ name: 'x', rules: [recording, rule] }],
})
const metrics = ['outbox_oldest_seconds']
const wholeRunbook = runbookSections.map((title) => `## ${title}\n\ntext\n`).join('\n')
const good = {
  files: [fileOf(alert)],
  cases: [
    { alert: 'OutboxStuck', fires: true, metrics },
    { alert: 'OutboxStuck', fires: false, metrics },
  ],
  runbook: () => wholeRunbook,
}

describe('the check of alerts', () => {
  it('accepts an alert that lacks nothing', () => {
    const report = checkAlerts(good)
    expect(report).toEqual({
      ...{ alerts: 1, withoutFiringCase: [], withoutQuietCase: [] },
      ...{ withoutRunbook: [], withoutLabels: [] },
    })
    expect(isGood(report)).toBe(true)
  })

  const [firing, quiet] = good.cases
  it.each([
    ['withoutFiringCase', { cases: [quiet] }],
    ['withoutQuietCase', { cases: [firing] }],
    ['withoutFiringCase', { cases: [{ ...firing, alert: 'OutboxSlow' }, quiet] }],
    ['withoutQuietCase', { cases: [firing, { ...quiet, metrics: ['outbox_oldest'] }] }],
    ['withoutRunbook', { runbook: (): undefined => undefined }],
    ['withoutRunbook', { runbook: () => wholeRunbook.replace('## Confirm it', '## Check') }],
    ['withoutRunbook', { runbook: () => wholeRunbook.replace(/text\n$/, '') }],
    ['withoutLabels', { files: [fileOf({ ...alert, labels: { severity: 'page' } })] }],
    ['withoutLabels', { files: [fileOf({ ...alert, labels: { severity: 'p1', owner: 'x' } })] }],
    ['withoutLabels', { files: [fileOf({ ...alert, annotations: { summary: 's' } })] }],
  ] as const)('finds what is %s', (field, change) => {
    const report = checkAlerts({ ...good, ...change } as typeof good)
    expect(report[field]).toEqual(['OutboxStuck'])
    expect(isGood(report)).toBe(false)
    expect(textOf(report)).toContain('OutboxStuck: ')
  })

  it('asks no quiet case of an alert that always fires', () => {
    const constant = fileOf({ ...alert, expr: 'vector(1)' })
    const [fires] = good.cases
    const report = checkAlerts({ ...good, files: [constant], cases: fires ? [fires] : [] })
    expect(isGood(report)).toBe(true)
  })
})

it('reads the cases of a promtool test', () => {
  const text = `
tests:
  - input_series:
      - { series: 'a{b="c"}', values: 1 }
    alert_rule_test:
      - { eval_time: 1m, alertname: A, exp_alerts: [] }
      - { eval_time: 2m, alertname: A, exp_alerts: [{ exp_labels: {} }] }
`
  expect(casesOf(text)).toEqual([
    { alert: 'A', fires: false, metrics: ['a'] },
    { alert: 'A', fires: true, metrics: ['a'] },
  ])
})
