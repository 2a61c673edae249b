import { expect, it } from 'vitest'
import { failedIn, mutantsOf, testMutants, withMutants } from './mutants.ts'

const alert = { alert: 'A', expr: 'a > 2', for: '1m', labels: {}, annotations: {} }
const groups = [{ name: 'g', rules: [alert, { record: 'r:s', expr: 'sum(a) > 3' }] }]
const mutants = mutantsOf(groups)

it('puts each mutant beside its alert, and leaves recording rules as they are', () => {
  expect(withMutants(groups, mutants)[0]?.rules).toEqual([
    alert,
    { ...alert, alert: 'A__0', expr: 'a > 4' },
    { ...alert, alert: 'A__1', expr: 'a > 1' },
    { ...alert, alert: 'A__2', for: '2m' },
    { ...alert, alert: 'A__3', for: '30s' },
    { ...alert, alert: 'A__4', for: '0s' },
    groups[0]?.rules[1],
  ])
})

it('asks of a mutant what is asked of its alert, and leaves other tests out', () => {
  const statement = { alertname: 'A', eval_time: '1m' }
  const query = { expr: 'count(ALERTS{alertname="A",alertstate="firing"})', eval_time: '2m' }
  const other = { alert_rule_test: [{ alertname: 'AB' }], promql_expr_test: [{ expr: '"AB"' }] }
  const file = {
    rule_files: ['a.yaml'],
    tests: [{ alert_rule_test: [statement], promql_expr_test: [query] }, other],
  }
  expect(testMutants(file, mutants.slice(3))).toEqual({
    rule_files: ['a.yaml'],
    tests: [
      {
        alert_rule_test: [
          { ...statement, alertname: 'A__3' },
          { ...statement, alertname: 'A__4' },
        ],
        promql_expr_test: [
          { ...query, expr: query.expr.replace('"A"', '"A__3"') },
          { ...query, expr: query.expr.replace('"A"', '"A__4"') },
        ],
      },
    ],
  })
})

it('reads from promtool which of them failed', () => {
  const output = String.raw`  FAILED:
    name: a, alertname: A__0, time: 1m,
        exp:[], got:[]
    expr: "count(ALERTS{alertname=\"A__3\",alertstate=\"firing\"})", time: 2m,`
  expect([...failedIn(output)]).toEqual(['A__0', 'A__3'])
})
