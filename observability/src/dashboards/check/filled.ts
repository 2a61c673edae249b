import { type Ask, findEmpty, valuesOf } from './data.ts'
import { type PlacedQuery, queriesOf } from './queries.ts'
import type { DashboardFile } from './read.ts'

/** A panel by the titles of its dashboard and its own: `Security / Denied requests`. */
export type PanelName = string

const nameOf = ({ dashboard, panel }: PlacedQuery): PanelName => `${dashboard} / ${panel}`

/** The panels of metrics that say that they are empty by nature. */
export const panelsEmptyByNature = (dashboards: readonly DashboardFile[]): PanelName[] => [
  ...new Set(
    dashboards
      .flatMap(queriesOf)
      .filter(({ emptyUntil, target }) => emptyUntil && target.datasource.type === 'prometheus')
      .map(nameOf),
  ),
]

/** Those of `panels` that have a query without data in the last `seconds`, whatever values its variables have. */
export async function panelsWithoutData(
  panels: readonly PanelName[],
  dashboards: readonly DashboardFile[],
  seconds: number,
  ask: Ask,
): Promise<PanelName[]> {
  const empty = new Set<PanelName>()
  for (const dashboard of dashboards) {
    const queries = queriesOf(dashboard).filter((query) => panels.includes(nameOf(query)))
    if (queries.length === 0) continue
    const values = await valuesOf(dashboard, ask)
    for (const query of queries) {
      const shown = { time: { from: `now-${seconds}s` } }
      const { emptyWith, runs } = await findEmpty(query, shown, values, ask)
      if (emptyWith.length === runs) empty.add(nameOf(query))
    }
  }
  return [...empty]
}
