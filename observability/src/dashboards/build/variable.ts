import {
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { dataSources } from './sources.ts'

export interface Variable {
  readonly name: string
  readonly label: string
  /** Such as `label_values(up{job="services"}, service)`. */
  readonly query: string
  /** The value at first; without it every value is selected. */
  readonly first?: string
}

/** Kinds of variable queries of Grafana's Prometheus data source. */
const labelValuesQuery = 1

export function variableBuilder({ name, label, query, first }: Variable): QueryVariableBuilder {
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSources.prometheus)
    .query({ qryType: labelValuesQuery, query, refId: 'A' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
  return first === undefined
    ? builder.includeAll(true).allValue('.+').current({ text: 'All', value: '$__all' })
    : builder.current({ text: first, value: first })
}
