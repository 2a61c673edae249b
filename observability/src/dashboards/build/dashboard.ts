import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import type { Board } from './board.ts'
import { arranged } from './grid.ts'
import { dataSources } from './sources.ts'
import { variableBuilder } from './variable.ts'

const tag = 'stoa'

/** Builds the dashboard that Grafana reads. */
export function buildDashboard({ uid, title, about, variables = [], rows }: Board): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(about)
    .tags([tag])
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .link(otherDashboards())
    .annotation(firingPages())
    .variables(variables.map(variableBuilder))
  arranged(rows).forEach(({ content, position }, index) => {
    const id = index + 1
    if (typeof content === 'string')
      builder.withRow(new RowBuilder(content).id(id).gridPos(position))
    else builder.withPanel(content.id(id).gridPos(position))
  })
  return builder.build()
}

const otherDashboards = () =>
  new DashboardLinkBuilder('Stoa')
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(true)
    .keepTime(true)

/** Marks on every panel the time in which an alert that wakes someone fires. */
const firingPages = () =>
  new AnnotationQueryBuilder()
    .name('Firing pages')
    .enable(true)
    .iconColor('red')
    .datasource(dataSources.prometheus)
    .target(
      new DataqueryBuilder()
        .refId('A')
        .datasource(dataSources.prometheus)
        .expr('ALERTS{alertstate="firing",severity="page"}'),
    )
