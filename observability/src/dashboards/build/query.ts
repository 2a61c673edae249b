import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { selectorsOf } from '../../promql/selector.ts'
import { parseQuery } from '../macros.ts'
import { dataSources } from './sources.ts'

export interface Query {
  readonly expr: string
  /** The name of each series, such as `{{service}}`. */
  readonly legend: string
  /** Of the result, where it is not that of the panel. */
  readonly unit?: string
}

export const query = (expr: string, legend: string, unit?: string): Query => ({
  ...{ expr, legend },
  ...(unit !== undefined && { unit }),
})

export type Form = 'range' | 'instant' | 'table' | 'heatmap'

/** Histograms whose samples carry the trace of one observation. */
const withExemplars = new Set([
  'http_server_request_duration_seconds_bucket',
  'messaging_process_duration_seconds_bucket',
  'order_confirm_duration_seconds_bucket',
])

const formats: Readonly<Record<Form, PromQueryFormat>> = {
  range: PromQueryFormat.TimeSeries,
  instant: PromQueryFormat.TimeSeries,
  table: PromQueryFormat.Table,
  heatmap: PromQueryFormat.Heatmap,
}

/** A, B, C … */
export const refIdOf = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index)

function targetOf({ expr, legend }: Query, index: number, form: Form): DataqueryBuilder {
  const hasExemplars = selectorsOf(parseQuery(expr)).some(
    ({ metric }) => metric !== undefined && withExemplars.has(metric),
  )
  const target = new DataqueryBuilder()
    .refId(refIdOf(index))
    .datasource(dataSources.prometheus)
    .expr(expr)
    .legendFormat(legend)
    .format(formats[form])
    .exemplar(hasExemplars && form !== 'table' && form !== 'instant')
  return form === 'table' || form === 'instant' ? target.instant() : target.range()
}

export const targetsOf = (queries: readonly Query[], form: Form): DataqueryBuilder[] =>
  queries.map((one, index) => targetOf(one, index, form))
