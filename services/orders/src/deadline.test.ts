import { expect, it } from 'vitest'
import { holdReason } from './deadline.ts'
import type { Order } from './order.ts'
import { idleSteps } from './saga.ts'

const order = (change: Partial<Order>) =>
  ({ steps: idleSteps, refunds: [], ...change }) as unknown as Order
const anHourMs = 3_600_000

it('an order is put on hold for the replies that it waits for', () => {
  const steps = { ...idleSteps, stock: 'compensating', money: 'compensating' } as const
  expect(holdReason(order({ steps }), anHourMs)).toContain('the stock and giving the money back')
  expect(holdReason(order({ steps }), 60_000)).toBeUndefined()
})

it('an order that waits for no reply is never put on hold: new steps may be due', () => {
  expect(holdReason(order({}), anHourMs)).toBeUndefined()
})
