import { expect, it } from 'vitest'
import { outline } from './outline.ts'

it('an outline has the operators of PDF, and a quadratic curve the cubic one that is the same', () => {
  const path = [
    { type: 'M', values: [0, 0] },
    { type: 'L', values: [30, 0] },
    { type: 'Q', values: [60, 30, 90, 0] },
    { type: 'C', values: [1, 2, 3, 4, 5, 6] },
    { type: 'Z', values: [] },
  ]
  expect(outline(path).split('\n')).toEqual([
    ...['0 0 m', '30 0 l', '50 20 70 20 90 0 c', '1 2 3 4 5 6 c', 'h'],
  ])
})

it('another command is refused', () => {
  expect(() => outline([{ type: 'A', values: [] }])).toThrow('found A')
})
