import { AppError } from '@stoa/service'
import { describe, expect, it } from 'vitest'
import type { Lookup } from './lookup.ts'
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
  [{ outcome: 'not_found' }, 404],
  [{ outcome: 'forbidden' }, 403],
  [{ outcome: 'unauthenticated' }, 401],
  [{ outcome: 'unavailable' }, 503],
] satisfies [Lookup<string>, number][])(
  'an order that is %j is answered with %i',
  (lookup, status) => {
    expect(statusOf(() => orderOf(lookup, 'o'))).toBe(status)
  },
)

describe('a part', () => {
  const found = { outcome: 'found', body: 'payment' } as const
  it.each([
    [found, 'payment', []],
    [{ outcome: 'not_found' }, null, []],
    [{ outcome: 'unavailable' }, null, ['payment']],
    [{ outcome: 'forbidden' }, null, ['payment']],
    [{ outcome: 'unauthenticated' }, null, ['payment']],
  ] satisfies [Lookup<string>, string | null, string[]][])(
    'that is %j',
    (payment, expected, unavailable) => {
      const overview = compose('order', { payment, parcel: { outcome: 'found', body: 'parcel' } })
      expect(overview).toEqual({
        order: 'order',
        payment: expected,
        parcel: 'parcel',
        unavailable,
      })
    },
  )
})
