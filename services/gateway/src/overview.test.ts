import { AppError } from '@stoa/service'
import { describe, expect, it } from 'vitest'
import type { Asked } from './clients/ask.ts'
import { compose, orderOf } from './overview.ts'

const statusOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.status
    throw error
  }
  return 200
}

it.each([
  [{ outcome: 'found', body: 'order' }, 200],
  [{ outcome: 'absent' }, 404],
  [{ outcome: 'forbidden' }, 403],
  [{ outcome: 'unauthenticated' }, 401],
  [{ outcome: 'unavailable' }, 503],
] satisfies [Asked<string>, number][])('orders’ %j makes the answer %i', (asked, status) => {
  expect(statusOf(() => orderOf(asked, 'o'))).toBe(status)
})

describe('a part', () => {
  const found = { outcome: 'found', body: 'payment' } as const
  it.each([
    [found, 'payment', []],
    [{ outcome: 'absent' }, null, []],
    [{ outcome: 'unavailable' }, null, ['payment']],
    [{ outcome: 'forbidden' }, null, ['payment']],
    [{ outcome: 'unauthenticated' }, null, ['payment']],
  ] satisfies [Asked<string>, string | null, string[]][])('that is %j', (payment, shown, away) => {
    const overview = compose('order', { payment, parcel: { outcome: 'found', body: 'parcel' } })
    expect(overview).toEqual({
      order: 'order',
      payment: shown,
      parcel: 'parcel',
      unavailable: away,
    })
  })
})
