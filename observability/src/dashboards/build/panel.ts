import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type {
  DashboardLink,
  DynamicConfigValue,
  FieldColor,
  GridPos,
  Panel,
  ThresholdsConfig,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { resultOf } from '../names.ts'
import { alertLimit, limitsOf } from './alert-limits.ts'
import { type Colour, colourOf, overrideOf } from './colours.ts'
import { type DataLink, linkBuilder, serviceLinks, variable } from './links.ts'
import { type Form, type Query, targetsOf } from './query.ts'
import { dataSources } from './sources.ts'
import { type Limits, thresholdsOf } from './thresholds.ts'
import { unitOfPanel } from './unit.ts'

export interface PanelSpec {
  readonly title: string
  /** What the panel answers, and where to look when the answer is bad. */
  readonly about: string
  readonly queries: readonly Query[]
  /** What the queries return, in the words of the catalogue: `orders/s`, or `` for a bare number. */
  readonly unit: string
  /** Alerts on what the panel shows: they give it its limits, and are named in its text. */
  readonly alerts?: readonly string[]
  /** Where no alert gives them. */
  readonly limits?: Limits
  /** Series by their legend. */
  readonly colours?: Readonly<Record<string, Colour>>
  /** Where the series lead; by default those with a label `service` lead to that service. */
  readonly links?: readonly DataLink[]
  /** Other links of single series, by their legend: none for one whose label `service` names no service. */
  readonly linksByName?: Readonly<Record<string, readonly DataLink[]>>
  /** Says that the panel is empty by nature, and what would fill it. */
  readonly emptyUntil?: string
}

/** What the builders of all panel types have in common. */
export interface AnyPanel extends Builder<Panel> {
  title(title: string): this
  description(description: string): this
  datasource(datasource: { type: string; uid: string }): this
  noValue(text: string): this
  id(id: number): this
  gridPos(position: GridPos): this
}

interface DrawnPanel extends AnyPanel {
  targets(targets: Builder<Dataquery>[]): this
  unit(unit: string): this
  thresholds(thresholds: Builder<ThresholdsConfig>): this
  colorScheme(color: Builder<FieldColor>): this
  dataLinks(links: Builder<DashboardLink>[]): this
  overrideByName(name: string, properties: DynamicConfigValue[]): this
}

export interface Placed {
  readonly panel: AnyPanel
  readonly height: number
}

/** Gives a panel its text, and what it shows while it is empty. */
export function describe<Kind extends AnyPanel>(
  panel: Kind,
  { title, about, emptyUntil }: Pick<PanelSpec, 'title' | 'about' | 'emptyUntil'>,
  source: { type: string; uid: string } = dataSources.prometheus,
): Kind {
  panel.title(title).description(about).datasource(source)
  return emptyUntil === undefined ? panel : panel.noValue(emptyUntil)
}

/** Gives a panel its text, queries, unit, thresholds, colours and links. */
export function dressed<Kind extends DrawnPanel>(panel: Kind, spec: PanelSpec, form: Form): Kind {
  const { queries, alerts, colours = {}, linksByName = {} } = spec
  describe(panel, spec).targets(targetsOf(queries, form))
  panel.unit(unitOfPanel(spec.title, spec.unit, queries)).colorScheme(colourOf(queries, colours))
  const limits = limitsFor(spec)
  if (alerts) panel.description(`${spec.about}\n\n${textOf(alerts)}`)
  if (limits) panel.thresholds(thresholdsOf(limits))
  for (const [name, colour] of Object.entries(colours))
    panel.overrideByName(name, overrideOf(colour))
  for (const [name, links] of Object.entries(linksByName))
    panel.overrideByName(name, [{ id: 'links', value: built(links) }])
  const links = spec.links ?? linksOf(queries)
  return links.length > 0 ? panel.dataLinks(links.map(linkBuilder)) : panel
}

const built = (links: readonly DataLink[]) => links.map((link) => linkBuilder(link).build())

/** The limits of a panel's alerts, or its own. */
export const limitsFor = ({ unit, alerts, limits }: PanelSpec): Limits | undefined =>
  alerts ? limitsOf(alerts, unit) : limits

const textOf = (alerts: readonly string[]) =>
  alerts.map((name) => `Alert ${name}: ${alertLimit(name).runbook}`).join('\n\n')

/** Series that are told apart by a service lead to its dashboard, its traces and its logs. */
const linksOf = (queries: readonly Query[]): DataLink[] =>
  queries.some(({ expr }) => resultOf(expr).labels.has('service'))
    ? serviceLinks(variable('__field.labels.service'))
    : []
