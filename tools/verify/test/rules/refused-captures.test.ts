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
