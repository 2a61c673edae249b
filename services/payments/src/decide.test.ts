import { expect, it } from 'vitest'
import type { Account } from './account.ts'
import { type Authorise, type Command, decide, type Standing } from './decide.ts'
import { type Payment, type Refund, tombstone } from './payment.ts'

const orderId = '0190a0a0-0000-7000-8000-000000000001'
const refundId = '0190a0a0-0000-7000-8000-0000000000f1'
const base = { orderId, traceparent: null }
const ask = (method: Authorise['method'], amountMinor = 500): Authorise => ({
  ...base,
  type: 'authorise',
  ...{ customerId: 'ann', amountMinor, currency: 'GBP', method, token: 'pm_card_visa' },
})
const give = (amountMinor: number): Command => ({
  ...base,
  type: 'refund',
  ...{ refundId, amountMinor, currency: 'GBP' },
})
const account: Account = {
  ...{ customerId: 'ann', creditLimitMinor: 1000, heldMinor: 0, owedMinor: 0, currency: 'GBP' },
}
const nothing: Standing = { payment: undefined, refund: undefined, account }
const payment = (more: Partial<Payment>): Payment => ({
  ...tombstone(orderId),
  ...{ customerId: 'ann', method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
  stopped: false,
  reason: null,
  ...more,
})
const with_ = (more: Partial<Payment>, refund?: Refund): Standing => ({
  payment: payment(more),
  refund,
  account,
})
const captured = { status: 'captured', capturedMinor: 500 } as const
const onAccount = { method: 'account', provider: 'account' } as const
const known = (status: Refund['status']): Refund => ({
  ...{ refundId, orderId, amountMinor: 100, status, reason: status === 'refused' ? 'x' : null },
  ...{ providerRef: null, attempts: 0, traceparent: null },
})
const authorise = ask('card')
const stop: Command = { ...base, type: 'void' }
const take: Command = { ...base, type: 'capture' }

/** Command, what stands, what is said (the first), status and what is begun, and the account's held and owed. */
const grid: [string, Command, Standing, string | undefined, string, number?, number?][] = [
  ['a card goes to its provider', authorise, nothing, undefined, 'pending/authorise'],
  ['a wallet goes to its provider', ask('paypal'), nothing, undefined, 'pending/authorise'],
  ['nothing to pay needs no provider', ask('card', 0), nothing, 'authorised', 'authorised/'],
  ['an account is held at once', ask('account'), nothing, 'authorised', 'authorised/', 500],
  ['the limit may be reached', ask('account', 1000), nothing, 'authorised', 'authorised/', 1000],
  ['the limit holds', ask('account', 1001), nothing, 'declined credit_limit_exceeded', 'declined/'],
  [
    'an account is needed',
    ask('account'),
    { ...nothing, account: undefined },
    'declined no_account',
    'declined/',
  ],
  [
    'asked again while under way',
    authorise,
    with_({ status: 'pending', doing: 'authorise' }),
    undefined,
    'pending/authorise',
  ],
  [
    'asked again when authorised',
    authorise,
    with_({ status: 'authorised' }),
    'authorised',
    'authorised/',
  ],
  [
    'asked again when declined',
    authorise,
    with_({ status: 'declined', reason: 'lost_card' }),
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
    with_({ status: 'pending', doing: 'authorise' }),
    undefined,
    'pending/authorise',
  ],
  ['a void lets a card go', stop, with_({ status: 'authorised' }), undefined, 'authorised/void'],
  [
    'a void lets an account go',
    stop,
    with_({ status: 'authorised', ...onAccount }),
    'voided',
    'voided/',
    -500,
  ],
  [
    'a void while capturing waits',
    stop,
    with_({ status: 'authorised', doing: 'capture' }),
    undefined,
    'authorised/capture',
  ],
  ['a void gives back what a card paid', stop, with_(captured), undefined, 'captured/'],
  [
    'a void gives back what an account owes',
    stop,
    with_({ ...captured, ...onAccount }),
    'voided',
    'voided/',
    0,
    -500,
  ],
  ['a void of what was declined', stop, with_({ status: 'declined' }), 'voided', 'declined/'],
  ['a void asked again', stop, with_({ status: 'voided', stopped: true }), 'voided', 'voided/'],
  ['a capture of nothing', take, nothing, 'capture_refused not_authorised', ''],
  [
    'a capture by a provider',
    take,
    with_({ status: 'authorised' }),
    undefined,
    'authorised/capture',
  ],
  [
    'a capture on account',
    take,
    with_({ status: 'authorised', ...onAccount }),
    'captured',
    'captured/',
    -500,
    500,
  ],
  ['a capture asked again', take, with_(captured), 'captured', 'captured/'],
  [
    'a capture while capturing',
    take,
    with_({ status: 'authorised', doing: 'capture' }),
    undefined,
    'authorised/capture',
  ],
  [
    'a capture after a void',
    take,
    with_({ status: 'voided', stopped: true }),
    'capture_refused cancelled',
    'voided/',
  ],
  ['a refund by a provider', give(100), with_(captured), undefined, 'captured/'],
  [
    'a refund on account',
    give(100),
    with_({ ...captured, ...onAccount }),
    'refunded',
    'captured/',
    0,
    -100,
  ],
  [
    'a refund of all',
    give(500),
    with_({ ...captured, ...onAccount }),
    'refunded',
    'captured/',
    0,
    -500,
  ],
  [
    'a refund of more than was captured',
    give(501),
    with_(captured),
    'refund_refused more_than_captured',
    'captured/',
  ],
  [
    'a refund of more than is left',
    give(301),
    with_({ ...captured, refundedMinor: 100, returningMinor: 100 }),
    'refund_refused more_than_captured',
    'captured/',
  ],
  [
    'a refund of nothing',
    give(0),
    with_(captured),
    'refund_refused nothing_to_refund',
    'captured/',
  ],
  [
    'a refund before the capture',
    give(100),
    with_({ status: 'authorised' }),
    'refund_refused not_captured',
    'authorised/',
  ],
  [
    'a refund asked again when done',
    give(100),
    with_(captured, known('refunded')),
    'refunded',
    'captured/',
  ],
  [
    'a refund asked again while under way',
    give(100),
    with_(captured, known('pending')),
    undefined,
    'captured/',
  ],
  [
    'a refund asked again when refused',
    give(100),
    with_(captured, known('refused')),
    'refund_refused x',
    'captured/',
  ],
]

it.each(grid)('%s', (_, command, standing, said, becomes, held = 0, owed = 0) => {
  const change = decide(command, standing)
  const [first] = change.said
  const reason = first && 'reason' in first ? ` ${first.reason}` : ''
  expect(first && `${first.type}${reason}`).toBe(said)
  expect(change.said.length).toBeLessThanOrEqual(1)
  const { payment: after } = change
  expect(after ? `${after.status}/${after.doing ?? ''}` : '').toBe(becomes)
  expect([change.heldMinor, change.owedMinor]).toEqual([held, owed])
})

it('a refund in another currency is refused', () => {
  const change = decide({ ...give(100), currency: 'EUR' } as Command, with_(captured))
  expect(change.said).toMatchObject([{ type: 'refund_refused', reason: 'currency_differs' }])
})

it('a token is not kept once the fate of its authorisation is known', () => {
  expect(decide(ask('account'), nothing).payment?.token).toBeNull()
  expect(decide(authorise, nothing).payment?.token).toBe('pm_card_visa')
})
