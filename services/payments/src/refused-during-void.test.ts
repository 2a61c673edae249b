import { expect, it } from 'vitest'
import { abandonedIn } from './abandoned.ts'
import { applyProviderResult } from './provider-result.ts'
import { applyOperations, type Found } from './records.ts'
import { schedule } from './schedule.ts'
import type { ProviderResult } from './step-result.ts'
import {
  authorise,
  byPaypal,
  cancel,
  type Deed,
  orderId,
  paymentOf,
  play,
  type State,
  settlements,
} from './testing-settled.ts'

const now = new Date('2026-01-01T00:00:00Z')
const inHand = (state: State, lease: string): State => {
  const payment = { ...paymentOf(state), lease }
  return { ...state, payments: new Map([[payment.orderId, payment]]) }
}
const held = [
  { ...authorise, method: 'paypal' },
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-1' },
] as Deed[]
const voiding = inHand(play([...held, cancel]), 'w-1')
const denied: ProviderResult = {
  ...byPaypal,
  step: 'capture',
  is: 'refused',
  reason: 'denied',
  ref: 'C-1',
}
const older: ProviderResult = {
  ...{ ...byPaypal, step: 'void', is: 'refused', reason: 'capture_pending', lease: 'w-1' },
}

it('PayPal: an answer to a void that met a capture pending is dropped once the refusal of that capture was told', () => {
  const told = play([denied], voiding)
  const [row] = schedule(voiding, told, 'l', now).payments
  expect(row?.dueAt).toBeNull()
  const answered = play([older], told)
  expect(paymentOf(answered)).toMatchObject({ status: 'authorised', pendingStep: 'void' })
  expect(answered.events).not.toContain('voided')
  const again = inHand(answered, 'w-2')
  const released = play(
    [{ ...byPaypal, step: 'void', is: 'done', ref: 'A-1', lease: 'w-2' }],
    again,
  )
  expect(paymentOf(released)).toMatchObject({ status: 'voided', reason: 'released' })
  expect(released.events.at(-1)).toBe('voided')
})

it.each<[string, State]>([
  ['its order requested', voiding],
  ['followed a capture that was given up', inHand(play([...held, settlements.declined]), 'w-1')],
])(
  'PayPal: a capture that a void met pending, and its refusal, are recorded together, where the void %s',
  (_, before) => {
    const recorded = (...results: readonly ProviderResult[]) => {
      const apply = (result: ProviderResult) => ({
        orderId,
        apply: ({ payment, refund }: Found) => applyProviderResult(result, payment, refund),
      })
      const { found, payments } = applyOperations(before, results.map(apply))
      return { abandoned: abandonedIn(results, found), payment: payments.get(orderId) }
    }
    const answeredFirst = recorded(older, denied)
    expect(answeredFirst.abandoned).toEqual([denied])
    expect(answeredFirst.payment).toMatchObject({ status: 'voided', pendingStep: null })
    const toldFirst = recorded(denied, older)
    expect(toldFirst.abandoned).toEqual([])
    expect(toldFirst.payment).toMatchObject({ status: 'authorised', pendingStep: 'void' })
  },
)

it('PayPal: an answer to a void that names a part which was captured ends no void once the refusal of another capture was told', () => {
  const part: ProviderResult = {
    ...{ ...byPaypal, step: 'capture', is: 'done', ref: 'A-1', captureRef: 'C-2' },
    ...{ amountMinor: 100, isFinal: true, lease: 'w-1' },
  }
  expect(paymentOf(play([part], voiding))).toMatchObject({ status: 'captured', pendingStep: null })
  const answered = play([denied, part], voiding)
  expect(paymentOf(answered)).toMatchObject({
    ...{ status: 'authorised', pendingStep: 'void', capturedMinor: 100, lease: null },
  })
  const again = inHand(answered, 'w-2')
  expect(paymentOf(play([{ ...part, lease: 'w-2' }], again))).toMatchObject({
    ...{ status: 'captured', pendingStep: null, refundPendingMinor: 100 },
  })
})
