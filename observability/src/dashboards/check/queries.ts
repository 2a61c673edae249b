import type { DashboardFile, Target } from './read.ts'

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
  return [
    ...dashboard.panels.flatMap(({ title, targets, fieldConfig }) =>
      targets.map((target) => ({
        ...{ ...common, panel: title, kind: 'panel' as const, target },
        emptyUntil: fieldConfig.defaults.noValue,
      })),
    ),
    ...dashboard.templating.list.map(({ name, query }) => {
      const { expr, label } = variableQuery(query.query)
      const target = { ...instant, expr, legendFormat: `{{${label}}}` }
      return { ...common, panel: name, kind: 'variable' as const, target, emptyUntil: undefined }
    }),
    ...dashboard.annotations.list.map(({ name, target }) => ({
      ...{ ...common, panel: name, kind: 'annotation' as const, target, emptyUntil: undefined },
    })),
  ]
}

const instant = {
  datasource: { type: 'prometheus', uid: 'prometheus' },
  refId: 'A',
  instant: true,
} as const
