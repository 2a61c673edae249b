import { describe, expect, it } from 'vitest'
import { isOlder } from './bus.ts'
import { attemptsBeforeBurial, type Verdict, verdict } from './handle.ts'
import { packOutbox } from './outbox.ts'

const error = (code?: string) => Object.assign(new Error('failed'), code && { code })

describe('what becomes of a batch that failed', () => {
  const rows: [string, unknown, { size: number; attempt: number }, Verdict][] = [
    ['the database is away', error('ECONNREFUSED'), { size: 9, attempt: 1 }, 'wait'],
    [
      'the database shuts down, for the hundredth time',
      error('57P01'),
      { size: 1, attempt: 100 },
      'wait',
    ],
    ['two transactions deadlocked', error('40P01'), { size: 9, attempt: 1 }, 'wait'],
    ['a constraint was violated by one of many', error('23514'), { size: 9, attempt: 1 }, 'split'],
    ['code threw, with many events', error(), { size: 2, attempt: 1 }, 'split'],
    ['code threw for one event', error(), { size: 1, attempt: 1 }, 'again'],
    ['one event keeps failing', error(), { size: 1, attempt: attemptsBeforeBurial }, 'bury'],
  ]
  it.each(rows)('%s', (_, thrown, batch, expected) => {
    expect(verdict(thrown, batch)).toBe(expected)
  })
})

describe('packing', () => {
  const said = (type: string, size = 10) => ({ type, subject: 's', data: 'x'.repeat(size) })

  it('puts events of one subject into one message, in their order', () => {
    const rows = packOutbox([said('a'), said('b'), said('a')])
    expect(rows.map(({ subject, items }) => [subject, items])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('keeps messages within what the broker takes', () => {
    const rows = packOutbox(Array.from({ length: 10 }, () => said('a', 100_000)))
    for (const { payload } of rows) expect(payload.length).toBeLessThan(1_000_000)
    expect(rows.reduce((sum, { items }) => sum + items, 0)).toBe(10)
  })
})

describe('the broker', () => {
  it.each([
    ['2.9.10', true],
    ['2.14.2', true],
    ['2.15.0', true],
    ['2.15.1', false],
    ['2.16.0', false],
    ['3.0.0', false],
  ])('version %s is too old: %s', (version, older) => expect(isOlder(version)).toBe(older))
})
