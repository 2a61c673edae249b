import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { dressed, limitsFor, type PanelSpec, type Placed } from './panel.ts'

export interface TimeseriesSpec extends PanelSpec {
  /** The sum of the series means something. */
  readonly stacked?: true
  /** The most that a share can be is 1. */
  readonly max?: number
}

/** A panel of curves from 0 up, with the last and the highest value of each in the legend. */
export function timeseries(spec: TimeseriesSpec): Placed {
  const legend = new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', 'max'])
  const tooltip = new VizTooltipOptionsBuilder()
    .mode(TooltipDisplayMode.Multi)
    .sort(SortOrder.Descending)
  const panel = new PanelBuilder()
    .legend(legend)
    .tooltip(tooltip)
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 30 : 8)
    .showPoints(VisibilityMode.Never)
    .min(0)
  if (spec.max !== undefined) panel.max(spec.max)
  if (spec.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (limitsFor(spec))
    panel.thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    )
  return { panel: dressed(panel, spec, 'range'), height: 8 }
}
