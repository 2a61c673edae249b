import { expect, it } from 'vitest'
import { repositoryNames } from '../dashboards/names.ts'
import { analyse } from '../promql/analyse.ts'
import { parsePromql } from '../promql/parse.ts'
import { readRuleFiles } from './rule-file.ts'

const wrongTypesIn = (expressions: readonly string[]) =>
  expressions.flatMap((expr) => analyse(parsePromql(expr), repositoryNames).wrongTypes)

it('no rule or alert takes the rate of a gauge or the difference of a counter', () => {
  const rules = readRuleFiles().flatMap(({ groups }) => groups.flatMap((group) => group.rules))
  expect(rules.length).toBeGreaterThan(100)
  expect(wrongTypesIn(rules.map(({ expr }) => expr))).toEqual([])
  expect(wrongTypesIn(['rate(outbox_oldest_seconds[5m])', 'delta(up[5m])'])).toEqual([
    'rate(outbox_oldest_seconds[5m]) is of a gauge, expected a counter',
  ])
})
