import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { dressed, limitsFor, type PanelSpec, type Placed } from './panel.ts'

export interface StatSpec extends PanelSpec {
  /** 1 is shown as yes, 0 as no. */
  readonly isYesNo?: true
}

const yesOrNo: ValueMap = {
  type: MappingType.ValueToText,
  options: { '0': { text: 'no', index: 0 }, '1': { text: 'yes', index: 1 } },
}

/** One number, coloured by its limits, with its course behind it. */
export function stat(spec: StatSpec): Placed {
  const panel = new PanelBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(limitsFor(spec) ? BigValueColorMode.Value : BigValueColorMode.None)
    .textMode(spec.queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
  if (spec.isYesNo) panel.mappings([yesOrNo])
  return { panel: dressed(panel, spec, 'range'), height: 4 }
}
