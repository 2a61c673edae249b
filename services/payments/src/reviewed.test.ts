import { expect, it } from 'vitest'
import { refundIdOf } from './refund-id.ts'
import { denialOf, reviewOf } from './testing-made.ts'
import {
  authorise,
  byPaypal,
  cancel,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  settlements,
} from './testing-settled.ts'

const reviewed: Deed[] = [
  { ...authorise, method: 'paypal' } as Deed,
  reviewOf(byPaypal, 'authorise', 'A-0'),
]
const approved: Deed = { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-0' }
const denied = denialOf(byPaypal, 'A-0')
const released: Deed = { ...byPaypal, step: 'void', is: 'done', ref: 'A-0' }
const part: Deed = {
  ...{ ...byPaypal, step: 'capture', is: 'done', ref: 'C-1', captureRef: 'C-1' },
  ...{ amountMinor: 200, isFinal: false },
}
const partRefunded: Deed = {
  ...{ ...byPaypal, step: 'refund', is: 'done', ref: 're_1' },
  refundId: refundIdOf('paypal', 're_1'),
  external: { amountMinor: 200, currency: 'GBP', captureRef: 'C-1' },
}

it.each<[string, Deed[], object]>([
  ['before', [settlements.captured, denied], { status: 'expired' }],
  [
    'after it was declared void',
    [settlements.voided, settlements.captured, denied],
    { status: 'voided', reason: 'released' },
  ],
  [
    'after the denial, which is told again',
    [denied, settlements.captured, denied],
    { status: 'voided', reason: 'released' },
  ],
])('a denied review takes back what was declared as captured: %s', (_, deeds, expected) => {
  const state = play([...reviewed, ...deeds])
  expectBooksToAgree(state)
  expect(paymentOf(state)).toMatchObject({ ...expected, capturedMinor: 0, pendingStep: null })
})

it.each<[string, Deed[]]>([
  ['a capture', [part]],
  ['a refund of it', [partRefunded, part]],
])(
  'a part that was captured after a review leaves the rest of a cancelled payment to be released: %s',
  (_, deeds) => {
    const before = play([...reviewed, cancel, approved, ...deeds])
    expectBooksToAgree(before)
    expect(paymentOf(before)).toMatchObject({ pendingStep: 'void', capturedMinor: 200 })
    const after = paymentOf(play([released], before))
    expect(after).toMatchObject({ pendingStep: null })
    expect(after.refundPendingMinor + after.refundedMinor).toBe(200)
  },
)

it.each<[string, Deed]>([
  ['denied', denied],
  ['approved', approved],
])(
  'a review that ends while its void is under way is not waited for by the late answer to that: %s',
  (_, end) => {
    const voiding = play([{ ...authorise, method: 'paypal' } as Deed, cancel, ...reviewed.slice(1)])
    const leased = { ...paymentOf(voiding), lease: 'w-1' }
    const late: Deed = { ...reviewOf(byPaypal, 'void', 'A-0'), lease: 'w-1' } as Deed
    const state = { ...voiding, payments: new Map([[orderId, leased]]) }
    expect(paymentOf(play([late], state)).action?.type).toBe('review')
    const after = paymentOf(play([end, late], state))
    expect(after).toMatchObject({ pendingStep: 'void', lease: null, action: null })
  },
)
