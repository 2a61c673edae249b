import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'
import { edgeService } from '../../traces/span.ts'
import { dataSources } from './sources.ts'

export interface DataLink {
  readonly title: string
  readonly url: string
}

/** Percent-encodes all but Grafana's own `${…}`, which it replaces when the link is followed. */
const encoded = (text: string) =>
  text.replaceAll(/(\$\{[^}]+\})|([^$]+|\$)/g, (_, variable, rest) =>
    variable ? variable : encodeURIComponent(rest),
  )

/** A variable that Grafana replaces when a link is followed. */
export const variable = (name: string) => `\${${name}}`

function explore(source: keyof typeof dataSources, query: object): string {
  const datasource = dataSources[source]
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: variable('__from'), to: variable('__to') },
  }
  return `/explore?schemaVersion=1&panes=${encoded(JSON.stringify({ a: pane }))}`
}

export const tracesLink = (name: string): DataLink => ({
  title: `Traces of ${name}`,
  url: explore('jaeger', { queryType: 'search', service: name, limit: 20 }),
})

export const logsLink = (name: string): DataLink => ({
  title: `Logs of ${name}`,
  url: explore('loki', { expr: `{service_name="${name}"}`, queryType: 'range' }),
})

/** The traces and the logs of a service, a sidecar or another program that has one name for both. */
export const recordLinks = (name: string): DataLink[] => [tracesLink(name), logsLink(name)]

/** The edge has one name among the spans and the metrics, and another among the logs. */
export const edgeLinks: readonly DataLink[] = [tracesLink(edgeService), logsLink('edge')]

/** Where a service leads that Grafana puts in the place of `service`, such as `${__field.labels.service}`. */
export const serviceLinks = (service: string): DataLink[] => [
  {
    title: `Dashboard of ${service}`,
    url: `/d/stoa-service?var-service=${service}&${variable('__url_time_range')}`,
  },
  ...recordLinks(service),
]

/** Where anything leads that receives requests, also what is no service, such as the edge. */
export const meshLink = (destination: string): DataLink => ({
  title: `Requests to ${destination}`,
  url: `/d/stoa-mesh?var-destination=${destination}&${variable('__url_time_range')}`,
})

export const linkBuilder = ({ title, url }: DataLink): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url)
