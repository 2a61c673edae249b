import { describe, expect, it } from 'vitest'
import { isOlder } from './bus.ts'
import { type Verdict, verdict } from './handle.ts'
import { packOutbox } from './outbox.ts'

const error = (code?: string) => Object.assign(new Error('failed'), code && { code })

describe('a batch that failed', () => {
  const rows: [string, unknown, number, Verdict][] = [
    ['is repeated whole while the database is away', error('ECONNREFUSED'), 9, 'wait'],
    ['is repeated whole while the database shuts down', error('57P01'), 1, 'wait'],
    ['is repeated whole after a deadlock', error('40P01'), 9, 'wait'],
    ['is repeated whole while a row stays locked', error('55P03'), 9, 'wait'],
    ['is split when its statement is too slow', error('57014'), 9, 'split'],
    ['is split when one event violates a constraint', error('23514'), 9, 'split'],
    ['is split when code throws', error(), 2, 'split'],
    ['of one event is set aside when its statement is too slow', error('57014'), 1, 'set aside'],
    ['of one event is set aside when code throws', error(), 1, 'set aside'],
  ]
  it.each(rows)('%s', (_, thrown, size, expected) => {
    expect(verdict(thrown, size)).toBe(expected)
  })
})

describe('packing', () => {
  const said = (type: string, size = 10) => ({ type, subject: 's', data: 'x'.repeat(size) })

  it('puts events of one subject into one message, in their order', () => {
    const rows = packOutbox([said('a'), said('b'), said('a')], 'test')
    expect(rows.map(({ subject, items }) => [subject, items])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('keeps messages within what the broker takes', () => {
    const rows = packOutbox(
      Array.from({ length: 10 }, () => said('a', 100_000)),
      'test',
    )
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
