import { expect, it } from 'vitest'
import type { Account } from './account.ts'
import { type Authorise, type Command, type CurrentState, decide } from './decide.ts'
import { type Payment, type Refund, tombstone } from './payment.ts'

const orderId = '0190a0a0-0000-7000-8000-000000000001'
const refundId = '0190a0a0-0000-7000-8000-0000000000f1'
const base = { orderId, traceparent: null }
const authoriseBy = (method: Authorise['method'], amountMinor = 500): Authorise => ({
  ...base,
  type: 'authorise',
  ...{ customerId: 'ann', amountMinor, currency: 'GBP', method, token: 'pm_card_visa' },
})
const refundOf = (amountMinor: number): Command => ({
  ...base,
  type: 'refund',
  ...{ refundId, amountMinor, currency: 'GBP' },
})
const account: Account = {
  ...{ customerId: 'ann', creditLimitMinor: 1000, heldMinor: 0, owedMinor: 0, currency: 'GBP' },
}
const nothing: CurrentState = { payment: undefined, refund: undefined, account }
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
  voidRequested: false,
  reason: null,
  ...more,
})
const having = (more: Partial<Payment>, refund?: Refund): CurrentState => ({
  payment: payment(more),
  refund,
  account,
})
const captured = { status: 'captured', capturedMinor: 500 } as const
const onAccount = { method: 'account', provider: 'account' } as const
const known = (status: Refund['status']): Refund => ({
  ...{ refundId, orderId, amountMinor: 100, status, reason: status === 'refused' ? 'x' : null },
  ...{
    providerRef: null,
    attempts: 0,
    attempt: 0,
    keysUsed: 0,
    lease: null,
    traceparent: null,
    origin: 'order',
  },
})
const authorise = authoriseBy('card')
const stop: Command = { ...base, type: 'void' }
const take: Command = { ...base, type: 'capture' }

/** Command, current state, first event, status and pending step after it, and the change of the account's held and owed. */
const grid: [string, Command, CurrentState, string | undefined, string, number?, number?][] = [
  ['a card goes to its provider', authorise, nothing, undefined, 'pending/authorise'],
  ['a wallet goes to its provider', authoriseBy('paypal'), nothing, undefined, 'pending/authorise'],
  [
    'what Stripe cannot take goes to PayPal',
    authoriseBy('card', 20),
    nothing,
    undefined,
    'pending/authorise',
  ],
  [
    'an amount that no provider takes is declined',
    { ...authoriseBy('paypal'), currency: 'KWD' },
    nothing,
    'declined amount_not_supported',
    'declined/',
  ],
  [
    'nothing to pay needs no provider',
    authoriseBy('card', 0),
    nothing,
    'authorised',
    'authorised/',
  ],
  ['an account is held at once', authoriseBy('account'), nothing, 'authorised', 'authorised/', 500],
  [
    'the limit may be reached',
    authoriseBy('account', 1000),
    nothing,
    'authorised',
    'authorised/',
    1000,
  ],
  [
    'the limit holds',
    authoriseBy('account', 1001),
    nothing,
    'declined credit_limit_exceeded',
    'declined/',
  ],
  [
    'an account is needed',
    authoriseBy('account'),
    { ...nothing, account: undefined },
    'declined no_account',
    'declined/',
  ],
  [
    'repeated while under way',
    authorise,
    having({ status: 'pending', pendingStep: 'authorise' }),
    undefined,
    'pending/authorise',
  ],
  [
    'repeated when authorised',
    authorise,
    having({ status: 'authorised' }),
    'authorised',
    'authorised/',
  ],
  [
    'repeated when declined',
    authorise,
    having({ status: 'declined', reason: 'lost_card' }),
    'declined lost_card',
    'declined/',
  ],
  [
    'a late authorise finds the tombstone',
    authorise,
    { ...nothing, payment: tombstone(orderId) },
    'declined cancelled',
    'voided/',
  ],
  ['a void before anything leaves a tombstone', stop, nothing, 'voided', 'voided/'],
  [
    'a void while authorising waits',
    stop,
    having({ status: 'pending', pendingStep: 'authorise' }),
    undefined,
    'pending/authorise',
  ],
  ['a void lets a card go', stop, having({ status: 'authorised' }), undefined, 'authorised/void'],
  [
    'a void lets an account go',
    stop,
    having({ status: 'authorised', ...onAccount }),
    'voided',
    'voided/',
    -500,
  ],
  [
    'a void while capturing waits',
    stop,
    having({ status: 'authorised', pendingStep: 'capture' }),
    undefined,
    'authorised/capture',
  ],
  ['a void gives back what a card paid', stop, having(captured), undefined, 'captured/'],
  [
    'a void gives back what an account owes',
    stop,
    having({ ...captured, ...onAccount }),
    'voided',
    'voided/',
    0,
    -500,
  ],
  ['a void of what was declined', stop, having({ status: 'declined' }), 'voided', 'declined/'],
  ['a void repeated', stop, having({ status: 'voided', voidRequested: true }), 'voided', 'voided/'],
  ['a capture of nothing', take, nothing, 'capture_refused not_authorised', ''],
  [
    'a capture by a provider',
    take,
    having({ status: 'authorised' }),
    undefined,
    'authorised/capture',
  ],
  [
    'a capture on account',
    take,
    having({ status: 'authorised', ...onAccount }),
    'captured',
    'captured/',
    -500,
    500,
  ],
  ['a capture repeated', take, having(captured), 'captured', 'captured/'],
  [
    'a capture while capturing',
    take,
    having({ status: 'authorised', pendingStep: 'capture' }),
    undefined,
    'authorised/capture',
  ],
  [
    'a capture after a void',
    take,
    having({ status: 'voided', voidRequested: true }),
    'capture_refused cancelled',
    'voided/',
  ],
  ['a refund by a provider', refundOf(100), having(captured), undefined, 'captured/'],
  [
    'a refund on account',
    refundOf(100),
    having({ ...captured, ...onAccount }),
    'refunded',
    'captured/',
    0,
    -100,
  ],
  [
    'a refund of all',
    refundOf(500),
    having({ ...captured, ...onAccount }),
    'refunded',
    'captured/',
    0,
    -500,
  ],
  [
    'a refund of more than was captured',
    refundOf(501),
    having(captured),
    'refund_refused more_than_captured',
    'captured/',
  ],
  [
    'a refund of more than is left',
    refundOf(301),
    having({ ...captured, refundedMinor: 100, refundPendingMinor: 100 }),
    'refund_refused more_than_captured',
    'captured/',
  ],
  [
    'a refund that the provider would have to round',
    { ...refundOf(55), currency: 'KWD' } as Command,
    having({ ...captured, currency: 'KWD' }),
    'refund_refused amount_not_supported',
    'captured/',
  ],
  [
    'a refund of nothing',
    refundOf(0),
    having(captured),
    'refund_refused nothing_to_refund',
    'captured/',
  ],
  [
    'a refund before the capture',
    refundOf(100),
    having({ status: 'authorised' }),
    'refund_refused not_captured',
    'authorised/',
  ],
  [
    'a refund repeated when done',
    refundOf(100),
    having(captured, known('refunded')),
    'refunded',
    'captured/',
  ],
  [
    'a refund repeated while under way',
    refundOf(100),
    having(captured, known('pending')),
    undefined,
    'captured/',
  ],
  [
    'a refund repeated when refused',
    refundOf(100),
    having(captured, known('refused')),
    'refund_refused x',
    'captured/',
  ],
]

it.each(grid)('%s', (_, command, current, event, becomes, held = 0, owed = 0) => {
  const change = decide(command, current)
  const [first] = change.events
  const reason = first && 'reason' in first ? ` ${first.reason}` : ''
  expect(first && `${first.type}${reason}`).toBe(event)
  expect(change.events.length).toBeLessThanOrEqual(1)
  const { payment: after } = change
  expect(after ? `${after.status}/${after.pendingStep ?? ''}` : '').toBe(becomes)
  expect([change.heldMinor, change.owedMinor]).toEqual([held, owed])
})

it('a refund in another currency is refused', () => {
  const change = decide({ ...refundOf(100), currency: 'EUR' } as Command, having(captured))
  expect(change.events).toMatchObject([{ type: 'refund_refused', reason: 'currency_differs' }])
})

it('a token is deleted once its authorisation has an outcome', () => {
  expect(decide(authoriseBy('account'), nothing).payment?.token).toBeNull()
  expect(decide(authorise, nothing).payment?.token).toBe('pm_card_visa')
})
