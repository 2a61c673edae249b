import { describe, expect, it } from 'vitest'
import { costOf, orderOf, type Round } from './telemetry.ts'

const rounds = (...ratios: number[]): Round[] =>
  ratios.map((ratio, index) => ({ none: index + 1, sampled: (index + 1) * ratio, all: 1 }))

describe('what telemetry costs', () => {
  it('is the median of the pairs, however the machine drifts between them', () => {
    expect(costOf('sampled', rounds(1.1, 1.3, 1.2)).ratio).toBeCloseTo(1.2)
    expect(costOf('sampled', rounds(1.1, 1.3, 1.2, 1.0)).ratio).toBeCloseTo(1.15)
  })

  it.each([
    // Of n values the k-th smallest and the k-th largest miss the median with probability 2 · P(B(n, ½) < k).
    [5, undefined],
    [6, [1, 6]],
    [8, [1, 8]],
    [9, [2, 8]],
    [12, [3, 10]],
    [20, [6, 15]],
  ])('has an interval of 95%% from six pairs on: %s', (size, expected) => {
    const numbers = Array.from({ length: size }, (_, index) => index + 1)
    const { interval } = costOf('sampled', rounds(...numbers))
    expect(interval?.map(Math.round)).toEqual(expected)
  })

  it('is measured with each mode first in turn', () => {
    expect([0, 1, 2, 3].map((round) => orderOf(round)[0])).toEqual([
      'none',
      'sampled',
      'all',
      'none',
    ])
    expect([...orderOf(2)].sort()).toEqual(['all', 'none', 'sampled'])
  })
})
