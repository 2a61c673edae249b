import { expect, it } from 'vitest'
import { interpolate, parseQuery, variablesIn } from './macros.ts'

it('puts values for variables, and leaves what is none', () => {
  const text = `rate(x{a="$service",b=~"\${to:regex}"}[$__rate_interval]) # $1 \${1}xx`
  expect(interpolate(text, { service: 'orders', to: '.+' })).toBe(
    `rate(x{a="orders",b=~".+"}[1m]) # $1 \${1}xx`,
  )
})

it('refuses a variable without a value', () => {
  expect(() => interpolate('x{a="$service"}')).toThrow('$service has no value')
})

it("finds the dashboard's variables and not Grafana's", () => {
  expect(variablesIn(`x{a="$service",b="\${to:regex}",c="$__range"}`)).toEqual(['service', 'to'])
})

it('parses a query with variables', () => {
  expect(parseQuery('sum(increase(x{a="$service"}[$__range]))').kind).toBe('AggregateExpr')
})
