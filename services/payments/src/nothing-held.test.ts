import { expect, it } from 'vitest'
import { refundIdOf } from './refund-id.ts'
import {
  authorise,
  byPaypal,
  byStripe,
  capture,
  type Deed,
  paymentOf,
  play,
  results,
} from './testing-settled.ts'

const captured = (amountMinor: number): Deed => ({ ...results.captured, amountMinor })
const refunded = (amountMinor: number): Deed => ({
  ...{ ...byStripe, step: 'refund', is: 'done', ref: 're_1' },
  ...{ refundId: refundIdOf('stripe', 're_1'), external: { amountMinor, currency: 'GBP' } },
})
const toldBy = (...deeds: Deed[]) =>
  play([authorise, results.authorised, ...deeds]).published.filter(({ type }) => type === 'expired')
const nothing = { type: 'expired', reason: 'payment_refunded' }

it.each<[string, Deed[], object[]]>([
  ['the refund is told last', [captured(200), refunded(200)], [nothing]],
  ['the capture is told last', [refunded(200), captured(200)], [nothing]],
  ['both are told twice', [refunded(200), captured(200), refunded(200), captured(200)], [nothing]],
  ['more turns out to be captured', [refunded(200), captured(300)], []],
  ['a part of it is left', [captured(300), refunded(200)], []],
  ['nothing of it is refunded', [captured(200)], []],
  ['all was captured: the order knows the sum', [capture, captured(500), refunded(500)], []],
])('the order is told once that nothing pays for its parcel: %s', (_, deeds, expected) => {
  expect(toldBy(...deeds)).toEqual(expected)
})

const part: Deed[] = [
  { ...authorise, method: 'paypal' } as Deed,
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-0' },
  {
    ...{ ...byPaypal, step: 'capture', is: 'done', ref: 'C-1', captureRef: 'C-1' },
    ...{ amountMinor: 200, isFinal: false },
  },
  {
    ...{ ...byPaypal, step: 'refund', is: 'done', ref: 're_1' },
    refundId: refundIdOf('paypal', 're_1'),
    external: { amountMinor: 200, currency: 'GBP', captureRef: 'C-1' },
  },
]

it('what PayPal still holds of it pays for the parcel, until it is released', () => {
  const held = play(part)
  expect([paymentOf(held).status, held.events.includes('expired')]).toEqual(['authorised', false])
  const released = play([{ ...byPaypal, step: 'void', is: 'done', ref: 'A-0' }], held)
  expect(released.published.at(-1)).toEqual(nothing)
})
