import { expect, it } from 'vitest'
import { conclude, type Finding } from './conclude.ts'
import { type Payment, type Refund, tombstone } from './payment.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
  ...{ stopped: false, reason: null, ...more },
})
const pending = { status: 'pending', doing: 'authorise' } as const
const at = (step: Finding['step']) => ({ orderId, provider: 'stripe', step }) as const
const done = (step: Finding['step']): Finding => ({ ...at(step), is: 'done', ref: 'pi_1' })
const refused = (step: Finding['step']): Finding => ({ ...at(step), is: 'refused', reason: 'gone' })
const later = (asked: boolean): Finding => ({ ...at('authorise'), is: 'later', asked })
const stopped = true

/** What was found, what stood, what is said, and status and what is under way after it. */
const grid: [string, Finding, Partial<Payment>, string[], string][] = [
  ['an authorisation is told', done('authorise'), pending, ['authorised'], 'authorised/'],
  [
    'one that a void overtook is let go untold',
    done('authorise'),
    { ...pending, stopped },
    [],
    'authorised/void',
  ],
  [
    'a decline is told',
    { ...at('authorise'), is: 'declined', reason: 'lost_card' },
    pending,
    ['declined'],
    'declined/',
  ],
  [
    'a decline answers the void that overtook it',
    { ...at('authorise'), is: 'declined', reason: 'x' },
    { ...pending, stopped },
    ['voided'],
    'declined/',
  ],
  ['what is not known is asked again', later(true), pending, [], 'pending/authorise'],
  [
    'what no provider ever heard is given up in the end',
    later(false),
    { ...pending, attempts: 4 },
    ['declined'],
    'declined/',
  ],
  [
    'what no provider ever heard can be voided at once',
    later(false),
    { ...pending, stopped },
    ['voided'],
    'declined/',
  ],
  [
    'what a provider may have heard is never given up',
    later(false),
    { ...pending, attempts: 40, asked: true },
    [],
    'pending/authorise',
  ],
  [
    'a fail-over begins again elsewhere',
    { ...at('authorise'), is: 'next', to: 'paypal', unsure: false },
    { ...pending, attempts: 3, asked: true },
    [],
    'pending/authorise',
  ],
  [
    'a release is told',
    done('void'),
    { status: 'authorised', doing: 'void', stopped },
    ['voided'],
    'voided/',
  ],
  [
    'what cannot be released is not held',
    refused('void'),
    { status: 'authorised', doing: 'void', stopped },
    ['voided'],
    'voided/',
  ],
  [
    'a capture is told',
    done('capture'),
    { status: 'authorised', doing: 'capture' },
    ['captured'],
    'captured/',
  ],
  [
    'a capture that a void overtook is given back untold',
    done('capture'),
    { status: 'authorised', doing: 'capture', stopped },
    [],
    'captured/',
  ],
  [
    'a refused capture is told',
    refused('capture'),
    { status: 'authorised', doing: 'capture' },
    ['capture_refused'],
    'authorised/',
  ],
  [
    'a late authorisation changes nothing',
    done('authorise'),
    { status: 'voided', stopped },
    [],
    'voided/',
  ],
  [
    'a capture that nobody asked for changes nothing',
    done('capture'),
    { status: 'authorised' },
    [],
    'authorised/',
  ],
]
it.each(grid)('%s', (_, finding, was, said, becomes) => {
  const change = conclude(finding, payment(was), undefined)
  expect(change.said.map(({ type }) => type)).toEqual(said)
  expect(`${change.payment?.status}/${change.payment?.doing ?? ''}`).toBe(becomes)
})

it('what one provider says never moves a payment that is with another', () => {
  const was = payment({ ...pending, provider: 'paypal' })
  expect(conclude(done('authorise'), was, undefined).payment).toBe(was)
})

it('what a void has to give back is asked for until it is given', () => {
  const back: Refund = {
    ...{ refundId: orderId, orderId, amountMinor: 500, status: 'pending', reason: null },
    ...{ providerRef: null, attempts: 0, traceparent: null },
  }
  const was = payment({ status: 'captured', capturedMinor: 500, returningMinor: 500, stopped })
  const again = conclude({ ...refused('refund'), refundId: orderId }, was, back)
  expect(again.refunds).toMatchObject([{ status: 'pending', attempts: 1 }])
  const given = conclude({ ...done('refund'), refundId: orderId }, was, back)
  expect(given.said).toEqual([{ type: 'voided' }])
})
