import { selectorsIn } from '../../promql/selector.ts'
import { anyValues, interpolate } from '../macros.ts'
import type { PanelFile } from './read.ts'

/** Whether a link of the panel, or of a column or series of it, opens a search of that data source. */
export const leadsTo = (
  { fieldConfig: { defaults, overrides } }: PanelFile,
  source: 'jaeger' | 'loki',
): boolean =>
  JSON.stringify([defaults.links, overrides]).includes(
    encodeURIComponent(`"datasource":"${source}"`),
  )

const metricsOf = ({ targets }: PanelFile): string[] =>
  targets
    .filter(({ datasource }) => datasource.type === 'prometheus')
    .flatMap(({ expr }) => selectorsIn(interpolate(expr, anyValues(expr))))
    .map(({ metric = '' }) => metric)

/** Requests as services and sidecars count them: each is a span of a trace. */
const ofRequests =
  /^(http_(server|client)_request_duration_seconds_|mesh:requests:|envoy_mesh_requests)/

/** One number for a whole platform has no series that would lead anywhere. */
const isOfSeries = ({ type }: PanelFile) => type !== 'stat'

export const countsRequests = (panel: PanelFile): boolean =>
  isOfSeries(panel) && metricsOf(panel).some((metric) => ofRequests.test(metric))

/** Durations are those of a histogram. */
export const showsDurations = (panel: PanelFile): boolean =>
  isOfSeries(panel) && metricsOf(panel).some((metric) => /_bucket$|:bucket_/.test(metric))

/** Whether the way from the panel to a trace is a link or the dot of an exemplar. */
export const showsTraces = (panel: PanelFile): boolean =>
  leadsTo(panel, 'jaeger') || panel.targets.some(({ exemplar }) => exemplar)
