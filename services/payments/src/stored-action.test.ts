import { expect, it } from 'vitest'
import { tombstone } from './payment.ts'
import { actionToStore, storedAction } from './stored-action.ts'

const expiresAt = '2026-01-01T00:00:00Z'
const review = { type: 'review', expiresAt, checks: 0 } as const
const approval = { type: 'approve', expiresAt, checks: 0 } as const
const payment = tombstone('00000000-0000-7000-8000-000000000001')

it.each([review, approval, null])('an action is read as it was stored: %j', (action) => {
  const stored = actionToStore({ ...payment, action })
  expect(storedAction({ ...stored, pendingStep: 'authorise' })).toEqual(action)
})

it('an older release finds no action that its shopper would have to carry out', () => {
  expect(actionToStore({ ...payment, action: review }).action).toBeNull()
})

it.each([
  ['authorise', review],
  ['void', review],
  ['capture', null],
  [null, null],
] as const)(
  'a review that an older release left behind ends with its step: %s',
  (pendingStep, read) => {
    expect(storedAction({ action: null, review, pendingStep })).toEqual(read)
  },
)
