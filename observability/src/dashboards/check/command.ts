import { parseArgs } from 'node:util'
import { CannotRun, type Command, homeOf, readRunningState } from '@stoa/topology'
import { query } from '../../prometheus/query.ts'
import { repositoryNames } from '../names.ts'
import { readDashboards } from './read.ts'
import { checkDashboards, type Report } from './report.ts'
import { textOf } from './text.ts'

const usage = `usage: stoa dashboards check [--files | --faults] [--json]

Reads every query of every panel and variable of observability/dashboards: it
parses, names only metrics and labels of the catalogue or of a recording rule,
returns what the panel's unit says, and takes no rate of a gauge nor shows a
counter as it is. With a running platform it then has Prometheus answer each
query, with every value that the dashboard's variables offer, and lists those
without data. LogQL is read and not run: Loki does not run with the platform.

Without a running platform nothing shows that a panel has data, so that the
exit status is 2 unless --files asks for the files alone.

A panel that is empty by nature says so, and what fills it: without --faults it
is listed apart and is no fault.

options:
  --files   read the queries and run none, even with a running platform
  --faults  also expect data in panels that are empty by nature
  --json    print {"dashboards","panels","queries","run","empty":[…],
            "emptyByNature":[…],"unknownMetrics":[…],"unknownLabels":[…],
            "wrongUnits":[…],"wrongTypes":[…],"invalid":[…]},
            each entry {"dashboard","panel","query","detail"}
  --help    print this text

example:
  npx stoa dashboards check

exit status:
  0  every query is right, and has data unless --files was given
  1  a query is wrong or empty
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

function runningPrometheus(): string | undefined {
  try {
    return readRunningState(homeOf(process.env)).urls.prometheus ?? undefined
  } catch (error) {
    if (error instanceof CannotRun) return undefined
    throw error
  }
}

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
    const url = values.files ? undefined : runningPrometheus()
    const ask = url === undefined ? undefined : (expression: string) => query(url, expression)
    const report = await checkDashboards(readDashboards(), repositoryNames, ask)
    process.stdout.write(`${values.json ? JSON.stringify(report) : textOf(report, url)}\n`)
    if (!isGood(report, values.faults ?? false)) return 1
    if (values.files || url) return 0
    process.stderr.write(`${notRun}\n`)
    return 2
  },
}
