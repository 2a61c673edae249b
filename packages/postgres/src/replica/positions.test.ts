import { describe, expect, it } from 'vitest'
import { type Position, shownSince, trackPositions } from './positions.ts'

describe('what a replica shows', () => {
  const positions: Position[] = [
    { lsn: 100, atMs: 1 },
    { lsn: 200, atMs: 2 },
    { lsn: 200, atMs: 3 },
  ]

  it.each([
    ['before every known position', 99, undefined],
    ['at one', 100, 1],
    ['between two', 199, 1],
    ['at the end, since the last time that nothing was new', 200, 3],
    ['beyond the end', 300, 3],
  ])('%s', (_, replayed, since) => {
    expect(shownSince(positions, replayed)).toBe(since)
  })
})

describe('the positions of the primary', () => {
  function track(read: () => Promise<number>) {
    const clock = { nowMs: 0 }
    const options = { read, nowMs: () => clock.nowMs, everyMs: 250, keepMs: 1000 }
    return { clock, positions: trackPositions(options) }
  }

  it('are read at most once in a while, by one of those who ask', async () => {
    let readings = 0
    const { clock, positions } = track(async () => (readings += 1))
    await Promise.all([positions.recent(), positions.recent()])
    clock.nowMs = 249
    expect(await positions.recent()).toEqual([{ lsn: 1, atMs: 0 }])
    expect(readings).toBe(1)
  })

  it('count from before they are asked for, and are forgotten', async () => {
    const { clock, positions } = track(async () => {
      clock.nowMs += 10
      return 7
    })
    expect(await positions.recent()).toEqual([{ lsn: 7, atMs: 0 }])
    clock.nowMs = 1000
    expect(await positions.recent()).toEqual([{ lsn: 7, atMs: 1000 }])
  })

  it('let those who ask go on with a recent one while the next is read', async () => {
    let answer: (lsn: number) => void = () => undefined
    const { clock, positions } = track(() => new Promise((resolve) => (answer = resolve)))
    const first = positions.recent()
    answer(1)
    await first
    clock.nowMs = 300
    expect(await positions.recent()).toEqual([{ lsn: 1, atMs: 0 }])
    clock.nowMs = 1000
    const waiting = positions.recent()
    answer(2)
    expect(await waiting).toEqual([{ lsn: 2, atMs: 300 }])
  })

  it('are not to be had from a primary that is away', async () => {
    const { positions } = track(() => Promise.reject(new Error('away')))
    await expect(positions.recent()).rejects.toThrow('away')
  })
})
