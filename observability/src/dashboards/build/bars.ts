import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import { dressed, type PanelSpec, type Placed } from './panel.ts'

/** A bar for each series, in the order of the queries, such as the steps of a funnel. */
export function bars(spec: PanelSpec): Placed {
  const panel = new PanelBuilder()
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .min(0)
  return { panel: dressed(panel, spec, 'instant'), height: 8 }
}
