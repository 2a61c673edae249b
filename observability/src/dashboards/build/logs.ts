import { LogsDedupStrategy, LogsSortOrder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/logs'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/loki'
import { describe, type PanelSpec, type Placed } from './panel.ts'
import { dataSources } from './sources.ts'

export interface LogsSpec extends Pick<PanelSpec, 'title' | 'about' | 'emptyUntil'> {
  /** LogQL. */
  readonly expr: string
}

/** Log lines, the newest first; equal ones are shown once with their number. */
export function logs(spec: LogsSpec): Placed {
  const target = new DataqueryBuilder()
    .refId('A')
    .datasource(dataSources.loki)
    .expr(spec.expr)
    .queryType('range')
    .maxLines(200)
  const panel = describe(new PanelBuilder(), spec, dataSources.loki)
    .targets([target])
    .showTime(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.Signature)
  return { panel, height: 8 }
}
