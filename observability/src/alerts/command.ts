import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { readRuleFiles } from '../rules/rule-file.ts'
import { type AlertReport, checkAlerts } from './check.ts'
import { readRunbook } from './runbook.ts'
import { readCases } from './test-file.ts'

const usage = `usage: stoa alerts check [--json]

Checks that every alert in observability/alerts has a promtool case that fires,
one that stays quiet, a whole runbook in docs/runbooks, and the labels and
annotations of every alert. Needs no running platform.

options:
  --json  print {"alerts","withoutFiringCase":[],"withoutQuietCase":[],
          "withoutRunbook":[],"withoutLabels":[]}
  --help  print this text

example:
  npx stoa alerts check

exit status:
  0  no alert lacks anything
  1  an alert lacks something
  2  wrong arguments`

const headings = {
  withoutFiringCase: 'no case in which it fires',
  withoutQuietCase: 'no case in which it stays quiet',
  withoutRunbook: 'no whole runbook',
  withoutLabels:
    'severity (page, ticket), owner, summary, description and runbook_url are not all there',
} as const

/** What `stoa alerts check` prints. */
export function textOf(report: AlertReport): string {
  const lines = Object.entries(headings).flatMap(([field, fault]) =>
    report[field as keyof typeof headings].map((alert) => `${alert}: ${fault}`),
  )
  return lines.length === 0
    ? `${report.alerts} alerts, each with its cases, runbook, labels and annotations\n`
    : `${lines.join('\n')}\n`
}

export const isGood = (report: AlertReport): boolean =>
  (Object.keys(headings) as (keyof typeof headings)[]).every((field) => report[field].length === 0)

export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'check that every alert has its cases and its runbook',
  usage,
  verbs: ['check'],
  async run([verb, ...args]) {
    if (verb !== 'check') throw new CannotRun(`expected check, found ${verb ?? 'nothing'}`)
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
    })
    if (values.help) {
      process.stdout.write(`${usage}\n`)
      return 0
    }
    const report = checkAlerts({
      ...{ files: readRuleFiles(), cases: readCases(), runbook: readRunbook },
    })
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report))
    return isGood(report) ? 0 : 1
  },
}
