import { describe, expect, it } from 'vitest'
import {
  expectBooksToAgree,
  paymentOf,
  results,
} from '../../../../services/payments/src/testing-settled.ts'
import { sequenceFault } from '../../src/event-sequence.ts'
import { Shop } from './shop.ts'

const { authorised, captured, capturePending, captureRefused, voided } = results

describe('a shipped order whose authorisation ends while its capture is pending', () => {
  const ended = () =>
    new Shop()
      .tell('inventory.reserved')
      .provider(authorised)
      .tell('shipping.booked', 'shipping.handed_over')
      .provider(capturePending, voided, captureRefused)

  it('is due, and waits for the provider no longer', () => {
    const { order, types, payments } = ended()
    expect(paymentOf(payments)).toMatchObject({ status: 'expired', capturePendingMinor: 0 })
    expect(order).toMatchObject({ status: 'shipped', steps: { capture: 'due' } })
    expect(payments.events.slice(-2)).toEqual(['capture_failed', 'expired'])
    expect(sequenceFault(types)).toBeUndefined()
    expectBooksToAgree(payments)
  })

  it('is paid when the provider completes the capture after all', () => {
    const { order, types, payments } = ended().provider(captured)
    expect(paymentOf(payments)).toMatchObject({ status: 'captured', capturedMinor: 1000 })
    expect(order.steps.capture).toBe('done')
    expect(sequenceFault(types)).toBeUndefined()
    expectBooksToAgree(payments)
  })
})

describe('an order whose rest is refused while a part that was captured on the dashboard was pending', () => {
  const by = { orderId: captured.orderId, provider: 'paypal' } as const
  const part = { ...by, step: 'capture', ref: 'C-1', captureRef: 'C-1', amountMinor: 300 } as const
  const rest = { ...by, step: 'capture', is: 'refused', reason: 'no', ref: 'C-2' } as const
  const played = () =>
    new Shop('paypal')
      .tell('inventory.reserved')
      .provider({ ...by, step: 'authorise', is: 'done', ref: 'A-1' })
      .tell('shipping.booked')
      .do({ type: 'capture-early' })
      .provider({ ...part, is: 'pending', reason: 'slow' }, { ...part, is: 'done' })
      .answer(rest)

  it('is cancelled before its parcel leaves', () => {
    const { order, types } = played()
    expect(order).toMatchObject({ statusBefore: 'ready', reason: 'no' })
    expect(order.steps).toMatchObject({ capture: 'refused', parcel: 'compensating' })
    expect(sequenceFault(types)).toBeUndefined()
  })

  it('hears of the refusal once', () => {
    const { types } = played().provider(rest)
    expect(types.filter((type) => type === 'payments.capture_refused')).toHaveLength(1)
  })
})

it('an order whose rest is refused at a later attempt, after a part was pending and made, is due', () => {
  const by = { orderId: captured.orderId, provider: 'paypal' } as const
  const refused = { ...by, step: 'capture', is: 'refused', reason: 'no', ref: 'C-1' } as const
  const part = { ...by, step: 'capture', ref: 'C-2', captureRef: 'C-2', amountMinor: 300 } as const
  const { order, types, payments } = new Shop('paypal')
    .tell('inventory.reserved')
    .provider({ ...by, step: 'authorise', is: 'done', ref: 'A-1' })
    .tell('shipping.booked', 'shipping.handed_over')
    .answer({ ...refused, is: 'pending', reason: 'slow' })
    .provider(refused)
    .answer({ ...part, is: 'pending', reason: 'slow' })
    .provider({ ...part, is: 'done' })
    .answer({ ...refused, ref: 'C-3' })
  expect(paymentOf(payments)).toMatchObject({ pendingStep: 'capture', capturedMinor: 300 })
  expect(order.steps.capture).toBe('due')
  expect(sequenceFault(types)).toBeUndefined()
  expectBooksToAgree(payments)
})

it.each([
  ['after', []],
  ['before', ['told']],
])(
  'an order whose early capture failed is due, and not cancelled: Stripe tells so %s the answer that says pending',
  (_, isFirst) => {
    const stripe = { orderId: captured.orderId, provider: 'stripe' } as const
    const failed = { ...stripe, step: 'authorise', is: 'declined', reason: 'x' } as const
    const refused = { ...captureRefused, reason: 'payment_intent_unexpected_state' } as const
    const shop = new Shop()
      .tell('inventory.reserved')
      .provider(authorised)
      .tell('shipping.booked')
      .do({ type: 'capture-early' })
      .provider(...isFirst.map(() => failed))
      .answer(capturePending)
      .provider(failed)
      .answer(refused)
    expect(shop.order).toMatchObject({ status: 'ready', steps: { capture: 'due' } })
    expect(paymentOf(shop.payments)).toMatchObject({ pendingStep: 'capture' })
    expect(shop.tell('shipping.handed_over').order.status).toBe('shipped')
    expect(sequenceFault(shop.types)).toBeUndefined()
    expectBooksToAgree(shop.payments)
  },
)

describe('an order whose early capture is not answered until its authorisation ends', () => {
  const by = { orderId: captured.orderId, provider: 'paypal' } as const
  const refused = { ...by, step: 'capture', is: 'refused', reason: 'no', ref: 'C-1' } as const
  const ready = () =>
    new Shop('paypal')
      .tell('inventory.reserved')
      .provider({ ...by, step: 'authorise', is: 'done', ref: 'A-1' })
      .tell('shipping.booked')
      .do({ type: 'capture-early' })
  const due = () =>
    ready().provider({ ...by, step: 'capture', is: 'retry', maybeSent: true, isEnded: true })

  it('is cancelled when the provider refuses it before the parcel leaves', () => {
    const { order, types } = due().answer(refused)
    expect(order).toMatchObject({ statusBefore: 'ready', reason: 'no' })
    expect(order.steps).toMatchObject({ capture: 'refused', parcel: 'compensating' })
    expect(sequenceFault(types)).toBeUndefined()
  })

  it('is cancelled, too, when that is told of a later attempt', () => {
    const pending = { ...by, step: 'capture', is: 'pending', reason: 'x', ref: 'C-0' } as const
    const unanswered = { ...by, step: 'capture', is: 'retry', maybeSent: true } as const
    const { order, types } = ready()
      .answer(pending)
      .provider({ ...refused, ref: 'C-0' })
      .answer({ ...unanswered, isEnded: true })
      .answer(refused)
    expect(order).toMatchObject({ statusBefore: 'ready', reason: 'no' })
    expect(sequenceFault(types)).toBeUndefined()
  })

  it('stays due when the provider refuses it after that', () => {
    const gone = due().tell('shipping.handed_over')
    expect(gone.order).toMatchObject({ status: 'shipped', steps: { capture: 'due' } })
    const { order, types } = gone.answer(refused)
    expect(order).toMatchObject({ status: 'shipped', steps: { capture: 'due' } })
    expect(types).not.toContain('payments.capture_refused')
    expect(sequenceFault(types)).toBeUndefined()
  })
})
