import { describe, expect, it } from 'vitest'
import { type AwaitedStep, awaitedStepOf, awaitedSteps } from './awaited-step.ts'
import { decide } from './decide.ts'
import { evolve, type Order } from './order.ts'
import {
  cancel,
  compensations,
  fresh,
  happy,
  play,
  toConfirmed,
  toHandedOver,
  toReady,
} from './testing-rules.ts'

const asking = (order: Order, command: Parameters<typeof decide>[0] = cancel): Order =>
  decide(command, order).reduce(evolve, order)

const shopperAsked = evolve(play(['inventory.reserved']), {
  type: 'payments.action_required',
  data: { action: 'approve', expiresAt: '2026-06-01T12:15:00.000Z' },
} as never)
const refund: Parameters<typeof decide>[0] = {
  ...{ type: 'refund', refundId: 'r-1', amountMinor: 1, currency: 'GBP', reason: 'broken' },
}
const refundPending = evolve(asking(play(happy), refund), {
  type: 'payments.refund_pending',
  data: { ...refund, reason: 'pending' },
} as never)
const declined = play(['inventory.reserved', 'payments.declined'])
const cancelledReady = asking(play(toReady))

const cases: readonly (readonly [AwaitedStep | undefined, string, Order])[] = [
  ['stock', 'an order that was just placed', fresh],
  ['money', 'one whose stock is reserved', play(['inventory.reserved'])],
  ['shopper', 'one whose shopper has to confirm the payment', shopperAsked],
  ['parcel', 'a confirmed one', play(toConfirmed)],
  ['hand_over', 'one with a label', play(toReady)],
  ['capture', 'one that left', play(toHandedOver)],
  [
    'capture',
    'one whose capture is requested early',
    asking(play(toReady), { type: 'capture-early' }),
  ],
  [
    'capture',
    'one whose capture is pending',
    play(['payments.capture_pending'], play(toHandedOver)),
  ],
  ['capture', 'one whose capture failed', play(['payments.capture_failed'], play(toHandedOver))],
  ['undo_stock', 'one whose payment was declined', declined],
  ['undo_parcel', 'one that is cancelled before its hand-over', cancelledReady],
  ['undo_stock', 'and whose parcel is cancelled', play(['shipping.cancelled'], cancelledReady)],
  ['undo_money', 'and its stock released', play(compensations.slice(0, 2), cancelledReady)],
  ['refund', 'one with a refund', asking(play(happy), refund)],
  ['refund', 'and while the provider has not settled it', refundPending],
  [
    'other',
    'one whose process has gained a step',
    { ...fresh, steps: { ...fresh.steps, stock: 'done' } },
  ],
  [undefined, 'a captured one', play(happy)],
  [undefined, 'a cancelled one', play(compensations, cancelledReady)],
]

describe('the step that an order waits for', () => {
  it.each(cases)('is %s for %s', (step, _, order) => {
    expect(awaitedStepOf(order)).toBe(step)
  })

  it('has a case here for each of its values', () => {
    expect(new Set(cases.flatMap(([step]) => step ?? []))).toEqual(new Set(awaitedSteps))
  })
})
