import { textTable } from '../text-table.ts'
import type { SloStatus } from './status.ts'

const percent = (share: number | null, digits: number) =>
  share === null ? '-' : `${(share * 100).toFixed(digits)} %`
const number = (value: number | null, digits: number) =>
  value === null ? '-' : value.toFixed(digits)

const heading = ['OBJECTIVE', 'WANTED', 'REACHED', 'BUDGET LEFT', 'BURN RATE', 'EVENTS/H', 'OWNER']

const rowOf = (one: SloStatus) => [
  one.slo,
  percent(one.objective, 2),
  percent(one.reached, 3),
  percent(one.budgetLeft, 0),
  number(one.burnRate, 2),
  number(one.eventsLastHour, 0),
  one.owner,
]

const isName = (column: number) => column === 0 || column === heading.length - 1

/** The table of `stoa slo`. `retention` is how long Prometheus keeps samples, when that is less than 30 days. */
export const textOf = (objectives: readonly SloStatus[], retention: string | null): string =>
  textTable([heading, ...objectives.map(rowOf)], isName) +
  (retention === null
    ? ''
    : `\nPrometheus keeps ${retention}: REACHED and BUDGET LEFT are of this time, not of 30 days.\n`)
