import type { Problem, Report } from './report.ts'

const headings = {
  invalid: 'not valid',
  unknownMetrics: 'names no metric of the catalogue or of a recording rule',
  unknownLabels: 'names a label that its series do not have',
  wrongUnits: 'returns what is not in the unit of its panel',
  wrongTypes: 'takes a counter for a gauge, or a gauge for a counter',
  empty: 'returns nothing',
  young: 'has no data yet',
  emptyByNature: 'is empty by nature; faults fill it (stoa dashboards check --help)',
} as const

const lineOf = ({ dashboard, panel, detail, query }: Problem) =>
  `  ${dashboard} / ${panel}${detail ? ` (${detail})` : ''}\n    ${query}`

/** The report for a terminal; `url` is that of the Prometheus that was asked. */
export function textOf(report: Report, url: string | undefined): string {
  const sections = (Object.keys(headings) as (keyof typeof headings)[])
    .filter((name) => report[name].length > 0)
    .map((name) => `${headings[name]}:\n${report[name].map(lineOf).join('\n')}\n`)
  const { dashboards, panels, queries, run, empty, emptyByNature, young } = report
  const counted = `${dashboards} dashboards, ${panels} panels, ${queries} queries`
  const asked = url
    ? `${run} run by ${url}: ${empty.length} empty, ${young.length} without data yet, ${emptyByNature.length} empty by nature`
    : 'none run: the names were checked and not the data'
  return [...sections, `${counted}; ${asked}`].join('\n')
}
