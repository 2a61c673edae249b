import { expect, it } from 'vitest'
import type { Dispute, DisputeReport } from './dispute.ts'
import { applyDispute } from './dispute-result.ts'
import { type Payment, refundable, tombstone } from './payment.ts'
import type { ProviderResult } from './step-result.ts'
import {
  cancel,
  expectBooksToAgree,
  orderId,
  play,
  refundsOf,
  results,
  toCaptured,
} from './testing-settled.ts'

const captured: Payment = {
  ...tombstone('00000000-0000-7000-8000-000000000001'),
  ...{ customerId: 'ann', method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
  ...{ status: 'captured', capturedMinor: 500, voidRequested: false, reason: null },
}
const report = (
  status: DisputeReport['status'],
  movements: DisputeReport['movements'],
): DisputeReport => ({
  ...{ disputeId: 'dp_1', reason: 'fraudulent', respondBy: null, status, movements },
  money: { amountMinor: 300, currency: 'GBP' },
})
const [inquiry, opened] = [report('open', 0), report('open', 1)]
const lostInPart: DisputeReport = { ...report('lost', 1), lostMinor: 100 }
const [closedWon, reinstated, lost] = [report('won', 1), report('won', 2), report('lost', 1)]

/** The events that came; events, postings, and what the payment has withdrawn and lost after them. */
const grid: [string, DisputeReport[], string[], string[], string][] = [
  ['an inquiry moves nothing', [inquiry], ['dispute_opened'], [], '0 0'],
  ['a dispute withdraws the money', [opened], ['dispute_opened'], ['dispute_opened'], '300 0'],
  [
    'an inquiry becomes a dispute',
    [inquiry, opened],
    ['dispute_opened'],
    ['dispute_opened'],
    '300 0',
  ],
  [
    'a dispute that is won returns the money when the provider does',
    [opened, opened, closedWon, reinstated],
    ['dispute_opened', 'dispute_won'],
    ['dispute_opened', 'dispute_won'],
    '0 0',
  ],
  [
    'a dispute that is lost is a chargeback',
    [opened, lost, lost],
    ['dispute_opened', 'dispute_lost'],
    ['dispute_opened', 'dispute_lost'],
    '0 300',
  ],
  [
    'of a dispute that is lost in part the rest is returned',
    [opened, lostInPart, lostInPart],
    ['dispute_opened', 'dispute_lost'],
    ['dispute_opened', 'dispute_lost', 'dispute_won'],
    '0 100',
  ],
  [
    'a dispute that is lost in part may be told of by its end alone',
    [lostInPart, opened],
    ['dispute_opened', 'dispute_lost'],
    ['dispute_opened', 'dispute_lost', 'dispute_won'],
    '0 100',
  ],
  [
    'events in any order have one end',
    [lost, opened, inquiry],
    ['dispute_opened', 'dispute_lost'],
    ['dispute_opened', 'dispute_lost'],
    '0 300',
  ],
  [
    'the return of the money may come first',
    [reinstated, opened, closedWon, reinstated],
    ['dispute_opened', 'dispute_won'],
    ['dispute_opened', 'dispute_won'],
    '0 0',
  ],
  [
    'an inquiry that is closed took nothing',
    [inquiry, report('won', 0)],
    ['dispute_opened', 'dispute_won'],
    [],
    '0 0',
  ],
]

it.each(grid)('%s', (_, reports, events, postings, left) => {
  let payment: Payment | undefined = captured
  let dispute: Dispute | undefined
  const seen = { events: [] as string[], postings: [] as string[] }
  for (const one of reports) {
    const change = applyDispute(one, payment ?? captured, dispute)
    payment = change.payment
    dispute = change.disputes[0] ?? dispute
    seen.events.push(...change.events.map(({ type }) => type))
    seen.postings.push(...change.postings.map(({ kind }) => kind))
  }
  expect(seen).toEqual({ events, postings })
  expect(`${payment?.disputedMinor} ${payment?.chargedBackMinor}`).toBe(left)
})

it('what is disputed or lost cannot be refunded', () => {
  const { payment } = applyDispute(opened, captured, undefined)
  expect(refundable(payment ?? captured)).toBe(200)
})

it('a void gives back what is not disputed, and the rest once the dispute is won', () => {
  const disputed = (told: DisputeReport): ProviderResult => ({
    ...{ orderId, provider: 'stripe', step: 'dispute', is: 'disputed', report: told },
  })
  const waiting = play([...toCaptured, disputed(opened), cancel])
  expect(refundsOf(waiting)).toMatchObject([{ status: 'pending', amountMinor: 200 }])
  const ended = play([results.voidRefunded], waiting)
  expect(ended.events.at(-1)).toBe('voided')
  const won = play([disputed(reinstated)], ended)
  expect(won.refunds.get(orderId)).toMatchObject({ status: 'pending', amountMinor: 300 })
  expectBooksToAgree(won)
})

it('a dispute that is told of before its capture proves as much of it', () => {
  const before = { ...captured, status: 'authorised', capturedMinor: 0 } as const
  const { payment, events, postings } = applyDispute(opened, before, undefined)
  expect(payment).toMatchObject({ status: 'captured', capturedMinor: 300, disputedMinor: 300 })
  expect(events.map(({ type }) => type)).toEqual(['captured', 'dispute_opened'])
  expect(postings.map(({ kind }) => kind)).toEqual(['captured', 'dispute_opened'])
})

it.each([
  ['in another currency', { currency: 'EUR' }],
  ['on account', { provider: 'account' }],
] as const)('a dispute of a payment %s changes nothing', (_, more) => {
  expect(applyDispute(opened, { ...captured, ...more }, undefined).disputes).toEqual([])
})
