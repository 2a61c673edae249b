import { expect, test } from 'vitest'
import { createPlanBuilder } from './plan.ts'
import type { Row } from './row.ts'

const row = (invoice: string, more: Partial<Row> = {}): Row => ({
  ...{ invoice, isCredit: invoice.startsWith('C'), sku: 'A', name: 'a thing', quantity: 2 },
  ...{ unitPriceMinor: 150, customerId: '1', country: 'France' },
  ...more,
})

const planOf = (rows: readonly Row[], maxInvoices = 100) => {
  const plan = createPlanBuilder(maxInvoices)
  for (const one of rows) if (!plan.add(one, one.invoice)) break
  return plan.build()
}

test('rows with the same SKU and price become one line', () => {
  const { steps } = planOf([row('1'), row('1'), row('1', { unitPriceMinor: 100 })])
  expect(steps).toMatchObject([
    {
      lines: [
        { sku: 'A', quantity: 4, unitPriceMinor: 150 },
        { sku: 'A', quantity: 2, unitPriceMinor: 100 },
      ],
      totalMinor: 800,
    },
  ])
})

test('interleaved rows of several invoices become one invoice each', () => {
  const { steps } = planOf([row('1'), row('2'), row('3'), row('1'), row('2', { sku: 'B' })])
  expect(steps).toMatchObject([
    { invoice: '1', totalMinor: 600 },
    { invoice: '2', totalMinor: 600 },
    { invoice: '3', totalMinor: 300 },
  ])
})

test('rows that come too long after their invoice are skipped', () => {
  const plan = planOf([row('1'), row('2'), row('3'), row('4'), row('1')])
  expect(plan.steps.map(({ invoice }) => invoice)).toEqual(['1', '2', '3', '4'])
  expect(plan.skipped).toEqual({ scattered_invoice: 1 })
})

test('a full plan still takes rows of the invoices that it has', () => {
  const { steps } = planOf([row('1'), row('2'), row('3'), row('2'), row('4'), row('5')], 2)
  expect(steps).toMatchObject([{ totalMinor: 300 }, { invoice: '2', totalMinor: 600 }])
  expect(steps).toHaveLength(2)
})

test('a credit note refunds the latest invoice at its price first', () => {
  const rows = [row('1'), row('2'), row('3', { unitPriceMinor: 90 }), row('C4', { quantity: 3 })]
  expect(planOf(rows).steps.at(-1)).toMatchObject({
    kind: 'credit',
    refunds: [
      { invoice: '2', amountMinor: 300 },
      { invoice: '1', amountMinor: 150 },
    ],
  })
})

test('no unit is refunded twice, and rows beyond that are counted as skipped', () => {
  const plan = planOf([row('1'), row('C2'), row('C3'), row('C4', { customerId: '2' })])
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['invoice', 'credit'])
  expect(plan.skipped).toEqual({ credit_without_earlier_invoice: 2 })
})

test('no more is refunded for a unit than was paid for it', () => {
  const plan = planOf([row('1'), row('C2', { unitPriceMinor: 500 })])
  expect(plan.steps.at(-1)).toMatchObject({ refunds: [{ invoice: '1', amountMinor: 300 }] })
  expect(plan.skipped).toEqual({ credit_beyond_its_invoice: 1 })
})

test('a credit note for more units than were bought refunds those that were', () => {
  const plan = planOf([row('1'), row('C2', { quantity: 5 })])
  expect(plan.steps.at(-1)).toMatchObject({ refunds: [{ invoice: '1', amountMinor: 300 }] })
  expect(plan.skipped).toEqual({ credit_beyond_its_invoice: 1 })
})

test('a plan ends with its last invoice, and includes the credit notes before it', () => {
  const { steps } = planOf([row('1'), row('C2', { quantity: 1 }), row('3'), row('4')], 2)
  expect(steps.map(({ invoice }) => invoice)).toEqual(['1', 'C2', '3'])
})

test('an invoice of skipped rows only is not in the plan', () => {
  const plan = createPlanBuilder(10)
  plan.add('postage', '1')
  plan.add(row('2'), '2')
  const { steps, skipped } = plan.build()
  expect(steps.map(({ invoice }) => invoice)).toEqual(['2'])
  expect(skipped).toEqual({ postage: 1 })
})

test('the units to receive are those of all invoices, whatever was refunded', () => {
  const { units, customers } = planOf([
    row('1'),
    row('C2'),
    row('3', { quantity: 7, customerId: '9' }),
  ])
  expect(units.get('A')).toBe(9)
  expect([...customers]).toEqual(['1', '9'])
})
