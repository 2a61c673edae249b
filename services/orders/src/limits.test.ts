import { deliveryTimes } from '@stoa/events'
import { sessionLimits } from '@stoa/postgres'
import { describe, expect, it } from 'vitest'
import { checkout } from './saga.ts'

const shortestDeadlineMs = Math.min(
  ...Object.values(checkout.steps).flatMap(({ deadlineMs }) => deadlineMs ?? []),
)

describe('what a stopped replica holds is free long before an order is given up', () => {
  it.each([
    ['messages that it has not acknowledged', deliveryTimes.ackWaitMs],
    ['locks of a transaction', sessionLimits.idleInTransactionMs],
    ['locks of a statement', sessionLimits.statementMs],
  ])('%s', (_, ms) => {
    expect(ms).toBeLessThan(shortestDeadlineMs / 2)
  })

  it('and no message is delivered to it twice', () => {
    expect(deliveryTimes.pullExpiresMs).toBeLessThan(deliveryTimes.ackWaitMs)
  })

  it('and waiting for a lock ends before the statement does', () => {
    expect(sessionLimits.lockMs).toBeLessThan(sessionLimits.statementMs)
  })
})
