import type { Vocabulary } from '../../promql/vocabulary.ts'
import { type Ask, findEmpty, type Values, valuesOf } from './data.ts'
import type { Fault } from './finding.ts'
import { checkNames } from './names.ts'
import { type PlacedQuery, queriesOf } from './queries.ts'
import type { DashboardFile } from './read.ts'
import type { Youth } from './young.ts'

export interface Problem {
  readonly dashboard: string
  readonly panel: string
  readonly query: string
  /** The unknown name, what is wrong, or the values of variables with which the query is empty. */
  readonly detail: string
}

/** What `stoa dashboards check --json` prints. */
export interface Report extends Readonly<Record<Fault, readonly Problem[]>> {
  readonly dashboards: number
  readonly panels: number
  readonly queries: number
  /** Queries that were run, and not only read. */
  readonly run: number
  readonly empty: readonly Problem[]
  /** Queries without data in panels that are empty by nature. */
  readonly emptyByNature: readonly Problem[]
  /** Queries without data on a platform that runs for less time than they need. */
  readonly young: readonly Problem[]
}

const isPanelOfData = ({ targets }: DashboardFile['panels'][number]) => targets.length > 0

/** Where queries are run. */
export interface Running {
  readonly ask: Ask
  /** What a query waits for, while it cannot have data yet. */
  readonly youthOf: Youth
}

const notRun = { run: 0, empty: [], emptyByNature: [], young: [] }

/** Reads every query, and runs those that Prometheus can answer when there is one to ask. */
export async function checkDashboards(
  dashboards: readonly DashboardFile[],
  vocabulary: Vocabulary,
  running?: Running,
): Promise<Report> {
  const placed = dashboards.flatMap((dashboard) =>
    queriesOf(dashboard).map((query) => ({ dashboard, query })),
  )
  const found = placed.flatMap(({ query }) =>
    checkNames(query, vocabulary).map(({ fault, detail }) => ({
      fault,
      problem: problemOf(query, detail),
    })),
  )
  const of = (wanted: Fault) =>
    found.filter(({ fault }) => fault === wanted).map(({ problem }) => problem)
  return {
    dashboards: dashboards.length,
    panels: dashboards.flatMap(({ panels }) => panels.filter(isPanelOfData)).length,
    queries: placed.length,
    ...(running ? await runAll(dashboards, vocabulary, running) : notRun),
    ...{ unknownMetrics: of('unknownMetrics'), unknownLabels: of('unknownLabels') },
    ...{ wrongUnits: of('wrongUnits'), wrongTypes: of('wrongTypes'), invalid: of('invalid') },
  }
}

async function runAll(
  dashboards: readonly DashboardFile[],
  vocabulary: Vocabulary,
  { ask, youthOf }: Running,
) {
  const empty: Problem[] = []
  const emptyByNature: Problem[] = []
  const young: Problem[] = []
  let run = 0
  for (const dashboard of dashboards) {
    const values = await valuesOf(dashboard, ask)
    for (const query of queriesOf(dashboard)) {
      if (!canRun(query, vocabulary)) continue
      const { emptyWith, runs } = await findEmpty(query, dashboard, values, ask)
      const isAlwaysEmpty = emptyWith.length === runs
      const problem = problemOf(query, emptyWith.map(textOf).join('; '))
      run += 1
      if (query.emptyUntil !== undefined && isAlwaysEmpty) emptyByNature.push(problem)
      if (query.emptyUntil !== undefined || (!isAlwaysEmpty && emptyWith.length === 0)) continue
      const youth = youthOf(query.target.expr)
      if (youth) young.push(problemOf(query, youth))
      else empty.push(problem)
    }
  }
  return { run, empty, emptyByNature, young }
}

/** Loki does not run with the laptop's platform, and what an annotation marks need not happen. */
const canRun = (query: PlacedQuery, vocabulary: Vocabulary) =>
  query.kind !== 'annotation' &&
  query.target.datasource.type === 'prometheus' &&
  checkNames(query, vocabulary).every(({ fault }) => fault !== 'invalid')

const textOf = (values: Values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

const problemOf = ({ dashboard, panel, target }: PlacedQuery, detail: string): Problem => ({
  ...{ dashboard, panel, query: target.expr, detail },
})
