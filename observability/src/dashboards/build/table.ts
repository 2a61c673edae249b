import {
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import {
  type DataLink,
  linkBuilder,
  meshLink,
  recordLinks,
  serviceLinks,
  variable,
} from './links.ts'
import { describe, type PanelSpec, type Placed } from './panel.ts'
import { query, refIdOf, targetsOf } from './query.ts'
import { type Limits, thresholdsOf } from './thresholds.ts'
import { unitOfPanel } from './unit.ts'

export interface Column {
  readonly title: string
  readonly expr: string
  /** As that of a panel. */
  readonly unit: string
  readonly limits?: Limits
}

export interface TableSpec extends Pick<PanelSpec, 'title' | 'about' | 'emptyUntil'> {
  /** The labels that make a row, with the titles of their columns. */
  readonly rows: Readonly<Record<string, string>>
  readonly columns: readonly Column[]
  /** The title of the column that orders the rows, largest first. */
  readonly sortBy: string
  /** Labels that name a service and nothing else, whose cells lead to its dashboard. */
  readonly services?: readonly string[]
  /** Labels that name what receives requests, whose cells lead to those, to traces and to logs. */
  readonly destinations?: readonly string[]
  /** The links of the cells of other labels. */
  readonly links?: Readonly<Record<string, readonly DataLink[]>>
}

/** A row for each combination of labels, a column for each query. */
export function table(spec: TableSpec): Placed {
  const { rows, columns, sortBy, services = [], destinations = [], links = {} } = spec
  const queries = columns.map(({ expr, title }) => query(expr, title))
  const panel = describe(new PanelBuilder(), spec)
    .targets(targetsOf(queries, 'table'))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organised(rows, columns) })
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)])
  for (const column of columns) panel.overrideByName(column.title, propertiesOf(column))
  const link = (label: string, linksOf: (cell: string) => readonly DataLink[]) => {
    const title = rows[label] ?? label
    const value = linksOf(variable(`__data.fields.${title}`)).map((one) => linkBuilder(one).build())
    panel.overrideByName(title, [{ id: 'links', value }])
  }
  for (const label of services) link(label, serviceLinks)
  for (const label of destinations) link(label, (cell) => [meshLink(cell), ...recordLinks(cell)])
  for (const [label, fixed] of Object.entries(links)) link(label, () => fixed)
  return { panel, height: 8 }
}

/** Grafana names the value of one query `Value`, and those of more by their letters. */
const valueName = (index: number, count: number) =>
  count === 1 ? 'Value' : `Value #${refIdOf(index)}`

function organised(rows: TableSpec['rows'], columns: readonly Column[]) {
  const titles: readonly (readonly [string, string])[] = [
    ...Object.entries(rows),
    ...columns.map(({ title }, index) => [valueName(index, columns.length), title] as const),
  ]
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(titles.map(([name], index) => [name, index])),
    renameByName: Object.fromEntries(titles),
  }
}

function propertiesOf({ title, expr, unit, limits }: Column): DynamicConfigValue[] {
  const shown = { id: 'unit', value: unitOfPanel(title, unit, [query(expr, title)]) }
  if (!limits) return [shown]
  return [
    shown,
    { id: 'thresholds', value: thresholdsOf(limits).build() },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ]
}
