import { expect, it } from 'vitest'
import { type Judged, verdictOf } from './judgement.ts'

const placedAt = '2026-06-01T12:00:00.000Z'
const judge = (ms: number, ...[types, more = {}]: [string[], Partial<Judged>?]) =>
  verdictOf(
    {
      ...{ judged: false, placedAt, progress: { requestedAtMs: {} } },
      ...{ events: types.map((type) => ({ type })), ...more },
    },
    new Date(Date.parse(placedAt) + ms),
    500,
  )

it.each([
  ['confirmed', ['payments.authorised', 'order.confirmed'], 500, 'in_time'],
  ['confirmed too late', ['order.confirmed'], 501, 'late'],
  ['cancelled for a reason of business', ['order.cancelling', 'order.cancelled'], 10, 'in_time'],
  ['asked to be cancelled', ['order.cancel_requested'], 10, 'in_time'],
  ['waiting for its shopper', ['payments.action_required'], 10, 'in_time'],
  ['not decided yet', ['inventory.reserved'], 10, undefined],
  ['not decided when its time has passed', ['inventory.reserved'], 501, undefined],
] as const)('an order that is %s is judged', (_, types, ms, verdict) => {
  expect(judge(ms, [...types])).toBe(verdict)
})

it('an order that was judged is not judged again', () => {
  expect(judge(10, ['order.confirmed'], { judged: true })).toBeUndefined()
})

it('an order that got no reply is late', () => {
  const progress = { requestedAtMs: {}, cancelledFor: 'no_reply' } as const
  expect(judge(10, ['order.cancelling'], { progress })).toBe('late')
})
