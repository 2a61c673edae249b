import { expect, test } from 'vitest'
import { compareNets, inPounds, netByInvoice } from './compare-ledger.ts'
import type { Plan } from './trade/plan.ts'

const plan: Plan = {
  steps: [
    { kind: 'invoice', invoice: '1', customerId: 'c', country: '', lines: [], totalMinor: 1000 },
    { kind: 'invoice', invoice: '2', customerId: 'c', country: '', lines: [], totalMinor: 500 },
    {
      ...{ kind: 'credit', invoice: 'C3', customerId: 'c' },
      refunds: [{ invoice: '1', amountMinor: 1 }],
    },
  ],
  ...{ products: new Map(), units: new Map(), customers: new Set(), skipped: {} },
}

test('a ledger equal to the file has no difference', () => {
  const ledger = new Map([
    ['1', 999],
    ['2', 500],
  ])
  expect(compareNets(netByInvoice(plan), ledger)).toEqual({ differenceMinor: 0, differing: [] })
})

test('an invoice without an order differs by its whole amount', () => {
  const result = compareNets(netByInvoice(plan), new Map([['1', 999]]))
  expect(result).toEqual({ differenceMinor: -500, differing: ['2'] })
})

test('differences that cancel out are reported', () => {
  const ledger = new Map([
    ['1', 998],
    ['2', 501],
  ])
  expect(compareNets(netByInvoice(plan), ledger)).toEqual({
    differenceMinor: 0,
    differing: ['1', '2'],
  })
})

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [-5, '-0.05'],
  [123_456, '1234.56'],
])('%i pence are %s', (minor, pounds) => {
  expect(inPounds(minor)).toBe(pounds)
})
