import { describe, expect, it } from 'vitest'
import { query } from './query.ts'
import { grafanaUnit, unitOfPanel } from './unit.ts'

const placed = 'sum(rate(orders_state_changes_total{to="placed"}[$__rate_interval]))'

describe('a panel says the unit of its queries', () => {
  it('in the words of the catalogue', () => {
    expect(unitOfPanel('Orders', 'orders/s', [query(placed, 'placed')])).toBe('suffix: orders/s')
    const other = query('max(messaging_storage_refused)', 'refused', 'boolean')
    const messages = query('max(outbox_refused_messages)', 'messages')
    expect(unitOfPanel('Refused', 'messages', [messages, other])).toBe('short')
  })

  it.each([
    ['another metric', 'sum(rate(payments_failovers_total[$__rate_interval]))', 'payments/s'],
    ['no rate', 'sum(increase(orders_state_changes_total[1h]))', 'orders'],
    ['a share', `${placed} / ${placed}`, 'ratio'],
    ['a number of series', 'count(orders_state_changes_total)', 'a bare number'],
  ])('and is refused with %s', (_, expr, returned) => {
    const queries = [query(placed, 'placed'), query(expr, 'other')]
    expect(() => unitOfPanel('Orders', 'orders/s', queries)).toThrow(
      `Orders says orders/s, its query returns ${returned}: ${expr}`,
    )
  })
})

it.each([
  ['', 'short'],
  ['orders', 'short'],
  ['ratio', 'percentunit'],
  ['seconds', 's'],
  ['milliseconds', 'ms'],
  ['bytes', 'bytes'],
  ['bytes/s', 'Bps'],
  ['requests/s', 'reqps'],
  ['seconds/s', 'percentunit'],
  ['orders/s', 'suffix: orders/s'],
])('Grafana shows %j as %s', (unit, shown) => {
  expect(grafanaUnit(unit)).toBe(shown)
})

it('a burn rate is a factor', () => {
  expect(grafanaUnit('ratio', 'max by (slo) (slo:burn_rate:ratio1h)')).toBe('short')
  expect(grafanaUnit('ratio', 'max by (slo) (slo:budget_left:ratio)')).toBe('percentunit')
})
