import { textTable } from '../text-table.ts'
import type { Series } from './query.ts'

const nameLabel = '__name__'

/** As PromQL writes a number. */
const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'

const namesIn = (series: readonly Series[]) => {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)))
  const isNamed = names.delete(nameLabel)
  return [...(isNamed ? [nameLabel] : []), ...[...names].sort()]
}

/** The table of `stoa query`: a column for each label, the metric's name first. */
export function textOf(series: readonly Series[]): string {
  if (series.length === 0) return 'no series\n'
  const names = namesIn(series)
  const heading = [...names.map((name) => (name === nameLabel ? 'METRIC' : name)), 'VALUE']
  const rows = series.map(({ labels, value }) => [
    ...names.map((name) => labels[name] ?? '-'),
    numberText(value),
  ])
  return textTable([heading, ...rows.sort()], (column) => column < names.length)
}

/** What `stoa query --json` prints. */
export const jsonOf = (series: readonly Series[]): string =>
  `${JSON.stringify({ series: series.map(({ labels, value }) => ({ labels, value: numberText(value) })) })}\n`
