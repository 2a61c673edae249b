import { parseArgs } from 'node:util'
import { CannotRun, type Command, homeOf, readRunningState } from '@stoa/topology'
import { query } from '../../prometheus/query.ts'
import { readRuleFiles } from '../../rules/rule-file.ts'
import { repositoryNames } from '../names.ts'
import { missingDashboards, missingText } from './missing.ts'
import { readDashboards } from './read.ts'
import { checkDashboards, type Report, type Running } from './report.ts'
import { textOf } from './text.ts'
import { historyNeeded, youthFrom } from './young.ts'

const usage = `usage: stoa dashboards check [--files | --faults] [--json]

Reads every query of every panel and variable of observability/dashboards: it
parses, names only metrics and labels of the catalogue or of a recording rule,
returns what the panel's unit says, and takes no rate of a gauge nor shows a
counter as it is. With a running platform it then has Prometheus answer each
query, with every value that the dashboard's variables offer, and lists those
without data. LogQL is read and not run: Loki does not run with the platform.

Without a running platform nothing shows that a panel has data, so that the
exit status is 2 unless --files asks for the files alone.

A query without data is no fault while the platform runs for less time than the
scrapes and recording rules of that query need, some minutes at most: it is
listed as one that has no data yet.

A panel that is empty by nature says so, and what fills it: without --faults it
is listed apart and is no fault.

options:
  --files   read the queries and run none, even with a running platform
  --faults  also expect data in panels that are empty by nature
  --json    print {"dashboards","panels","queries","run","empty":[…],
            "young":[…],"emptyByNature":[…],"unknownMetrics":[…],
            "unknownLabels":[…],"wrongUnits":[…],"wrongTypes":[…],
            "invalid":[…]}, each entry {"dashboard","panel","query","detail"},
            and "missing":[…], the paths of dashboards that have no file
  --help    print this text

example:
  npx stoa dashboards check

exit status:
  0  every query is right, and has data unless --files was given or the platform
     is young
  1  a query is wrong or empty, or a dashboard is missing
  2  wrong arguments, or no platform with Prometheus is running`

const notRun =
  'no query was run: no platform with Prometheus is running here. Start one, or check the files alone with --files.'

/** With `faults`, panels that are empty by nature must have data as well. */
export const isGood = (report: Report, faults: boolean): boolean =>
  [
    report.invalid,
    report.unknownMetrics,
    report.unknownLabels,
    report.wrongUnits,
    report.wrongTypes,
    report.empty,
    ...(faults ? [report.emptyByNature] : []),
  ].every(({ length }) => length === 0)

/** The running platform's Prometheus, and since when it could scrape every service. */
function runningPlatform(): { readonly url: string; readonly since: Date } | undefined {
  try {
    const { urls, readyAt, startedAt } = readRunningState(homeOf(process.env))
    return urls.prometheus
      ? { url: urls.prometheus, since: new Date(readyAt ?? startedAt) }
      : undefined
  } catch (error) {
    if (error instanceof CannotRun) return undefined
    throw error
  }
}

const runningOn = ({ url, since }: { readonly url: string; readonly since: Date }): Running => ({
  ask: (expression) => query(url, expression),
  youthOf: youthFrom(historyNeeded(readRuleFiles()), Date.now() - since.getTime()),
})

export const dashboardsCommand: Command = {
  name: 'dashboards',
  summary: 'check that every panel of the dashboards has data',
  usage,
  verbs: ['check'],
  async run([verb, ...args]) {
    if (verb !== 'check') throw new CannotRun(`expected check, found ${verb ?? 'nothing'}`)
    const boolean = { type: 'boolean' } as const
    const { values } = parseArgs({
      args,
      options: { files: boolean, faults: boolean, json: boolean, help: boolean },
    })
    if (values.help) {
      process.stdout.write(`${usage}\n`)
      return 0
    }
    if (values.files && values.faults)
      throw new CannotRun('--faults runs queries, and --files runs none: choose one')
    const platform = values.files ? undefined : runningPlatform()
    const missing = await missingDashboards()
    const report = await checkDashboards(
      readDashboards(),
      repositoryNames,
      platform && runningOn(platform),
    )
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ ...report, missing })}\n`
        : `${missingText(missing)}${textOf(report, platform?.url)}\n`,
    )
    if (missing.length > 0 || !isGood(report, values.faults ?? false)) return 1
    if (values.files || platform) return 0
    process.stderr.write(`${notRun}\n`)
    return 2
  },
}
