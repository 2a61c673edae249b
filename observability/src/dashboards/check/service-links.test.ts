import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { readCatalogue } from '../../catalogue.ts'
import { readRuleFiles } from '../../rules/rule-file.ts'
import { servicesApart } from '../boards/expressions.ts'
import { serviceLinks, variable } from '../build/links.ts'
import { type PanelFile, readDashboards } from './read.ts'
import { linksToNoService, metricsOfServices } from './service-links.ts'

const services = new Set(readTopology().services.map(({ name }) => name))
const isOfServices = metricsOfServices(readCatalogue(), readRuleFiles(), services)

it.each(readDashboards())('$title leads to the dashboards of services alone', ({ panels }) => {
  const wrong = panels.flatMap((panel) =>
    linksToNoService(panel, isOfServices).map((query) => `${panel.title}: ${query}`),
  )
  expect(wrong).toEqual([])
})

const panel = (expr: string, overrides: PanelFile['fieldConfig']['overrides'] = []): PanelFile => {
  const links = serviceLinks(variable('__field.labels.service'))
  const datasource = { type: 'prometheus', uid: 'prometheus' } as const
  const target = { datasource, refId: 'A', expr, legendFormat: '', instant: false }
  return {
    ...{ type: 'timeseries', title: 'A', targets: [target] },
    fieldConfig: { defaults: { links }, overrides },
  }
}
const noLinks = (options: string) => ({
  ...{ matcher: { options }, properties: [{ id: 'links', value: [] }] },
})

it.each([
  'slo:objective:ratio',
  'slo:burn_rate:ratio1h',
  'max by (service) (slo:budget_left:ratio)',
  'sum by (service) (up)',
  'min by (service) (envoy_cluster_membership_total)',
  'count by (service) (ALERTS)',
])('finds links of what may be no service: %s', (expr) => {
  expect(linksToNoService(panel(expr), isOfServices)).toEqual([expr])
  expect(linksToNoService(panel(expr, [noLinks('another')]), isOfServices)).toEqual([expr])
  expect(linksToNoService(panel(servicesApart(expr)), isOfServices)).toEqual([])
})

it.each([
  'sum by (service) (up{job="services"})',
  'sum by (service) (rate(http_server_request_duration_seconds_count[5m]))',
  'service:consumer_lag:seconds',
])('takes what only services have: %s', (expr) => {
  expect(linksToNoService(panel(expr), isOfServices)).toEqual([])
})

it('takes a panel whose one series of no service leads nowhere', () => {
  const edge = [noLinks('edge-availability')]
  expect(linksToNoService(panel('slo:objective:ratio', edge), isOfServices)).toEqual([])
})
