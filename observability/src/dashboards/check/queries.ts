import type { DashboardFile, PanelFile, Target } from './read.ts'

/** A query of a dashboard, with its place. */
export interface PlacedQuery {
  readonly dashboard: string
  /** The panel's title, or the name of the variable or of what is marked on every panel. */
  readonly panel: string
  readonly kind: 'panel' | 'variable' | 'annotation'
  readonly target: Target
  /** The names of the dashboard's variables. */
  readonly variables: readonly string[]
  /** Says that the panel is empty by nature, and what fills it. */
  readonly emptyUntil: string | undefined
  /** Grafana's name of the unit in which the panel shows the result; undefined where it shows none. */
  readonly unit: string | undefined
}

const labelValues = /^label_values\((.+), (\w+)\)$/

/** The query of a variable as a vector with a series for each value, and the label that holds it. */
export function variableQuery(query: string): { readonly expr: string; readonly label: string } {
  const [, selector, label] = labelValues.exec(query) ?? []
  if (!selector || !label)
    throw new Error(`expected label_values(<selector>, <label>), found ${query}`)
  return { expr: `group by (${label}) (${selector})`, label }
}

/** Every query of a dashboard: of its panels, of its variables, and of what it marks on them. */
export function queriesOf(dashboard: DashboardFile): PlacedQuery[] {
  const variables = dashboard.templating.list.map(({ name }) => name)
  const common = { dashboard: dashboard.title, variables }
  const shownApart = { emptyUntil: undefined, unit: undefined }
  return [
    ...dashboard.panels.flatMap((panel) =>
      panel.targets.map((target) => ({
        ...{ ...common, panel: panel.title, kind: 'panel' as const, target },
        emptyUntil: panel.fieldConfig.defaults.noValue,
        unit: unitOf(panel, target),
      })),
    ),
    ...dashboard.templating.list.map(({ name, query }) => {
      const { expr, label } = variableQuery(query.query)
      const target = { ...instant, expr, legendFormat: `{{${label}}}` }
      return { ...common, panel: name, kind: 'variable' as const, target, ...shownApart }
    }),
    ...dashboard.annotations.list.map(({ name, target }) => ({
      ...{ ...common, panel: name, kind: 'annotation' as const, target, ...shownApart },
    })),
  ]
}

const instant = {
  datasource: { type: 'prometheus', uid: 'prometheus' },
  refId: 'A',
  instant: true,
} as const

/** A column of a table, which the legend of its query names, has a unit of its own. */
function unitOf({ fieldConfig }: PanelFile, { legendFormat }: Target): string | undefined {
  const own = fieldConfig.overrides.find(({ matcher }) => matcher.options === legendFormat)
  const unit = own?.properties.find(({ id }) => id === 'unit')?.value
  return typeof unit === 'string' ? unit : fieldConfig.defaults.unit
}
