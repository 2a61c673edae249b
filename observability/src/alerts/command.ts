import { parseArgs } from 'node:util'
import { CannotRun, type Command } from '@stoa/topology'
import { askPrometheus, type ForwardPrometheus } from '../prometheus/running.ts'
import { readRuleFiles } from '../rules/rule-file.ts'
import { type AlertReport, checkAlerts } from './check.ts'
import { asksForWork, firingText, readFiringAlerts } from './firing.ts'
import { readRunbook } from './runbook.ts'
import { readCases } from './test-file.ts'

const usage = `usage: stoa alerts <check | firing> [--context C] [--json]

  check   check that every alert in observability/alerts has a promtool case in
          which it fires, one in which it stays quiet, a whole runbook in
          docs/runbooks, and its labels and annotations; reads files only
  firing  list the alerts that fire in the running platform's Prometheus, pages
          first, with the runbook of each

options:
  --context C
          with firing: ask the Prometheus of the cluster that the kubeconfig
          names so; needs kubectl
  --json  print what check found: {"alerts","withoutFiringCase":[],
          "withoutQuietCase":[],"withoutRunbook":[],"withoutLabels":[]};
          or what fires: {"firing":[{"name","severity","since","summary",
          "labels","runbook"}]}
  --help  print this text

example:
  npx stoa alerts firing

exit status:
  0  no alert lacks anything; no page and no ticket fires
  1  an alert lacks something; a page or a ticket fires
  2  wrong arguments, or firing found no platform or no Prometheus running`

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

function check(isJson: boolean): number {
  const report = checkAlerts({
    ...{ files: readRuleFiles(), cases: readCases(), runbook: readRunbook },
  })
  process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : textOf(report))
  return isGood(report) ? 0 : 1
}

const readFrom = (url: string) =>
  readFiringAlerts(url).catch((cause: Error) => {
    throw new CannotRun(`Prometheus at ${url} did not answer: ${cause.message}`, { cause })
  })

async function listFiring(
  isJson: boolean,
  context: string | undefined,
  forward: ForwardPrometheus,
): Promise<number> {
  const firing = await askPrometheus(context, forward, readFrom)
  process.stdout.write(isJson ? `${JSON.stringify({ firing })}\n` : firingText(firing))
  return firing.some(asksForWork) ? 1 : 0
}

export const alertsCommand = (forward: ForwardPrometheus): Command => ({
  name: 'alerts',
  summary: 'list the alerts that fire; check that each has its cases and its runbook',
  usage,
  verbs: ['check', 'firing'],
  async run([verb = 'nothing', ...args]) {
    if (verb !== 'check' && verb !== 'firing')
      throw new CannotRun(`expected check or firing, found ${verb}`)
    const { values } = parseArgs({
      args,
      options: {
        context: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      process.stdout.write(`${usage}\n`)
      return 0
    }
    const { context, json = false } = values
    if (verb === 'firing') return listFiring(json, context, forward)
    if (context !== undefined) throw new CannotRun('check reads files only; it takes no --context')
    return check(json)
  },
})
