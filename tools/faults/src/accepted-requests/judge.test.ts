import { expect, it } from 'vitest'
import { faultsOf } from './judge.ts'
import type { AcceptedRequestsReport } from './run.ts'

const orders = { accepted: 10, confirmed: 6, shipped: 6, cancelled: 4, open: 0 }
const report: AcceptedRequestsReport = {
  ...{ seed: 1, requests: 20, acceptedPercent: 80, confirmedPercent: 60 },
  ...{ bySchema: {}, orders, cancelledFor: {}, cancelledTechnically: 0 },
  ...{ serverErrors: 0, deadLetters: 0, violated: [] },
}

it('a run is in order with just enough accepted requests and confirmed orders', () => {
  expect(faultsOf(report)).toEqual([])
})

it.each<[Partial<AcceptedRequestsReport>, string]>([
  [{ orders: { ...orders, open: 1 } }, '1 orders did not end'],
  [{ cancelledTechnically: 2 }, '2 orders cancelled for a technical reason'],
  [{ serverErrors: 3 }, '3 answers 5xx'],
  [{ deadLetters: 4 }, '4 dead letters'],
  [{ violated: ['i01: an order'] }, 'i01: an order'],
  [{ acceptedPercent: 79.9 }, 'expected at least 80 % accepted, found 79.9 %'],
  [{ confirmedPercent: 59.9 }, 'expected at least 60 % confirmed, found 59.9 %'],
  [{ confirmedPercent: Number.NaN }, 'expected at least 60 % confirmed, found NaN %'],
])('a run with %j is not in order', (found, fault) => {
  expect(faultsOf({ ...report, ...found })).toEqual([fault])
})
