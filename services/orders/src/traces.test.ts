import { expect, it } from 'vitest'
import { announcementsOf, pendingCommands } from './commands.ts'
import { decide, decideReply } from './decide.ts'
import { evolve, type Order } from './order.ts'
import type { OrderEvent, Reply } from './order-event.ts'
import { fresh, happy, play, reply, toConfirmed, toHandedOver } from './testing-rules.ts'

const own = 'the trace of the order'
const cause = 'the trace of what happens now'
const order: Order = { ...fresh, traceparent: own }

const causesOf = (before: Order, events: readonly OrderEvent[]) =>
  announcementsOf(before, events.reduce(evolve, before), events, cause).map((one) => [
    one.type,
    one.cause,
  ])
const afterReply = (replies: readonly Reply['type'][], type: Reply['type']) => {
  const before = play(replies, order)
  return causesOf(before, decideReply(reply(type), before))
}

it('what an order needs to become ready is published in the trace of the reply that allows it', () => {
  expect(afterReply([], 'inventory.reserved')).toEqual([['payments.authorise', cause]])
  expect(afterReply(['inventory.reserved'], 'payments.authorised')).toEqual([
    ['shipping.book', cause],
    ['order.confirmed', cause],
  ])
})

it('a capture begins a trace that is linked to the order’s and to the hand-over’s', () => {
  expect(afterReply(happy.slice(0, 3), 'shipping.handed_over')).toEqual([
    ['payments.capture', { linkedTo: [own, cause] }],
    ['order.shipped', cause],
  ])
})

it('a refund begins a trace that is linked to the order’s and to the request’s', () => {
  const captured = play([...toHandedOver, 'payments.captured'], order)
  const refund = { refundId: 'r-1', amountMinor: 100, currency: 'GBP', reason: 'broken' }
  expect(causesOf(captured, decide({ type: 'refund', ...refund }, captured))).toEqual([
    ['payments.refund', { linkedTo: [own, cause] }],
  ])
})

it('commands that are sent again stay in the trace of the order, but for those with a trace of their own', () => {
  const causes = (standing: Order) => pendingCommands(standing).map((one) => one.cause)
  expect(causes(play(toConfirmed, order))).toEqual([own])
  expect(causes(play(toHandedOver, order))).toEqual([{ linkedTo: [own, own] }])
})
