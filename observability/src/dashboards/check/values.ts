import type { Analysis } from '../../promql/analyse.ts'
import { grafanaUnit } from '../build/unit.ts'
import type { Finding } from './finding.ts'
import type { PlacedQuery } from './queries.ts'

/** Whether what a query returns can be what its panel shows. */
export function valueFaults(query: PlacedQuery, analysis: Analysis): Finding[] {
  const types = analysis.wrongTypes.map((detail) => ({ fault: 'wrongTypes' as const, detail }))
  if (query.kind !== 'panel') return types
  const { unit = 'short', target } = query
  const returned = analysis.measured ?? analysis.unit
  const fitting = grafanaUnit(returned, target.expr)
  return [
    ...types,
    ...(analysis.type === 'counter'
      ? [{ fault: 'wrongTypes' as const, detail: 'a counter without rate or increase' }]
      : []),
    ...(unit === fitting
      ? []
      : [
          {
            fault: 'wrongUnits' as const,
            detail: `the panel shows ${unit}, the query returns ${returned || 'a bare number'}: ${fitting}`,
          },
        ]),
  ]
}
