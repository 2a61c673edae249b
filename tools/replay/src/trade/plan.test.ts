import { expect, test } from 'vitest'
import { openPlan } from './plan.ts'
import type { Row } from './row.ts'

const row = (invoice: string, more: Partial<Row> = {}): Row => ({
  ...{ invoice, isCredit: invoice.startsWith('C'), sku: 'A', name: 'a thing', quantity: 2 },
  ...{ unitPriceMinor: 150, customerId: '1', country: 'France' },
  ...more,
})

const planOf = (rows: readonly Row[], maxInvoices = 100) => {
  const plan = openPlan(maxInvoices)
  for (const one of rows) if (!plan.add(one, one.invoice)) break
  return plan.finish()
}

test('rows of one SKU at one price are one line, at another price another', () => {
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

test('an invoice written at the same time as others is one invoice', () => {
  const { steps } = planOf([row('1'), row('2'), row('3'), row('1'), row('2', { sku: 'B' })])
  expect(steps).toMatchObject([
    { invoice: '1', totalMinor: 600 },
    { invoice: '2', totalMinor: 600 },
    { invoice: '3', totalMinor: 300 },
  ])
})

test('rows that come long after their invoice are counted, not made another', () => {
  const plan = planOf([row('1'), row('2'), row('3'), row('4'), row('1')])
  expect(plan.steps.map(({ invoice }) => invoice)).toEqual(['1', '2', '3', '4'])
  expect(plan.skipped).toEqual({ scattered_invoice: 1 })
})

test('a full plan still takes the rows of the invoices it has', () => {
  const { steps } = planOf([row('1'), row('2'), row('3'), row('2'), row('4'), row('5')], 2)
  expect(steps).toMatchObject([{ totalMinor: 300 }, { invoice: '2', totalMinor: 600 }])
  expect(steps).toHaveLength(2)
})

test('a credit note pays back the latest invoice at its price first', () => {
  const rows = [row('1'), row('2'), row('3', { unitPriceMinor: 90 }), row('C4', { quantity: 3 })]
  expect(planOf(rows).steps.at(-1)).toMatchObject({
    kind: 'credit',
    refunds: [
      { invoice: '2', amountMinor: 300 },
      { invoice: '1', amountMinor: 150 },
    ],
  })
})

test('no piece is paid back twice, and what goes beyond is counted', () => {
  const plan = planOf([row('1'), row('C2'), row('C3'), row('C4', { customerId: '2' })])
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['invoice', 'credit'])
  expect(plan.skipped).toEqual({ credit_without_earlier_invoice: 2 })
})

test('no more is paid back for a piece than was paid, and the rest is counted', () => {
  const plan = planOf([row('1'), row('C2', { unitPriceMinor: 500 })])
  expect(plan.steps.at(-1)).toMatchObject({ refunds: [{ invoice: '1', amountMinor: 300 }] })
  expect(plan.skipped).toEqual({ credit_beyond_its_invoice: 1 })
})

test('a credit note of more pieces than were bought pays back those that were', () => {
  const plan = planOf([row('1'), row('C2', { quantity: 5 })])
  expect(plan.steps.at(-1)).toMatchObject({ refunds: [{ invoice: '1', amountMinor: 300 }] })
  expect(plan.skipped).toEqual({ credit_beyond_its_invoice: 1 })
})

test('a plan ends with the last of the invoices wanted, and credit notes before it are in', () => {
  const { steps } = planOf([row('1'), row('C2', { quantity: 1 }), row('3'), row('4')], 2)
  expect(steps.map(({ invoice }) => invoice)).toEqual(['1', 'C2', '3'])
})

test('an invoice whose every row is no trade is no invoice', () => {
  const plan = openPlan(10)
  plan.add('postage', '1')
  plan.add(row('2'), '2')
  const { steps, skipped } = plan.finish()
  expect(steps.map(({ invoice }) => invoice)).toEqual(['2'])
  expect(skipped).toEqual({ postage: 1 })
})

test('stock is what all invoices need, credit notes or not', () => {
  const { pieces, customers } = planOf([
    row('1'),
    row('C2'),
    row('3', { quantity: 7, customerId: '9' }),
  ])
  expect(pieces.get('A')).toBe(9)
  expect([...customers]).toEqual(['1', '9'])
})
