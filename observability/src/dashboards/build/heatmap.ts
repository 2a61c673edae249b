import { TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common'
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { dressed, type PanelSpec, type Placed } from './panel.ts'
import { grafanaUnit } from './unit.ts'

/** How often which duration, from the buckets of a histogram; dots are traces. */
export function heatmap(spec: PanelSpec): Placed {
  const colour = new HeatmapColorOptionsBuilder()
    .mode(HeatmapColorMode.Scheme)
    .scheme('Blues')
    .scale(HeatmapColorScale.Exponential)
    .exponent(0.5)
    .steps(32)
  const panel = new PanelBuilder()
    .calculate(false)
    .color(colour)
    .exemplarsColor('orange')
    .yAxis(new YAxisConfigBuilder().unit(grafanaUnit(spec.unit)))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
  return { panel: dressed(panel, spec, 'heatmap'), height: 8 }
}
