import { describe, expect, it } from 'vitest'
import { readRuleFiles } from '../../rules/rule-file.ts'
import { historyNeeded, youthFrom } from './young.ts'

const group = (name: string, interval: string | undefined, rules: Record<string, string>) => ({
  ...{ name, interval },
  rules: Object.entries(rules).map(([record, expr]) => ({ record, expr })),
})
const needed = historyNeeded([
  {
    path: 'x.yaml',
    groups: [
      group('counts', '30s', { 'a:count': 'increase(a_total[5m])' }),
      group('days', '2m', { 'a:day': 'avg_over_time(a:count[1d])', 'a:left': '1 - a:day' }),
      group('other', undefined, { 'b:rate': 'rate(b_total[5m])' }),
    ],
  },
])

describe('a query has data', () => {
  it.each<[string, number]>([
    ['rate(a_total[5m])', 30],
    ['b:rate', 45],
    ['a:count', 60],
    ['a:day', 180],
    ['a:left', 180],
    ['sum(b:rate) / sum(a:left)', 180],
  ])('%s: after %d s', (expr, seconds) => {
    expect(needed(expr)).toBe(seconds * 1000)
  })

  it('within minutes, of those of the committed rules', () => {
    const ofRules = historyNeeded(readRuleFiles())
    expect(ofRules('slo:burn_rate:ratio1d')).toBe(195_000)
    expect(ofRules('slo:budget_left:ratio')).toBe(195_000)
  })
})

describe('a platform', () => {
  it('is too young for a query until it runs as long as that needs', () => {
    const expr = 'a:day{service="$service"}'
    expect(youthFrom(needed, 100_400)(expr)).toBe('needs 3m, and the platform runs for 1m40s')
    expect(youthFrom(needed, 195_000)(expr)).toBeUndefined()
    expect(youthFrom(needed, 60_000)('rate(a_total[5m])')).toBeUndefined()
  })
})
