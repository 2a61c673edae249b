import { expect, it } from 'vitest'
import { boundedSeries, combinationsOf } from './label-bounds.ts'

const seriesOf = (bounds: Parameters<typeof boundedSeries>[0]) =>
  boundedSeries(bounds, (values) => values)

it('a value that is not listed is other', () => {
  const find = seriesOf({ kind: ['a', 'b'] })
  expect([find({ kind: 'a' }), find({ kind: 'c' })]).toEqual([{ kind: 'a' }, { kind: 'other' }])
})

it('beyond the largest number of values a new one is other, and the known ones stay', () => {
  const find = seriesOf({ path: { max: 2 } })
  const kept = ['/a', '/b', '/c', '/d', '/a'].map((path) => find({ path }).path)
  expect(kept).toEqual(['/a', '/b', 'other', 'other', '/a'])
})

it('has one series for the same values, whatever their type', () => {
  const find = seriesOf({ status: { max: 9 }, method: ['GET'] })
  expect(find({ status: 200, method: 'GET' })).toBe(find({ method: 'GET', status: '200' }))
})

it('has few series however many values come', () => {
  const made: object[] = []
  const find = boundedSeries({ path: { max: 5 }, kind: ['a'] }, (values) => made.push(values))
  for (let n = 0; n < 10_000; n += 1) find({ path: `/${n}`, kind: `${n}` })
  expect(made).toHaveLength(6)
})

it('combines listed values, and none where a label has no list', () => {
  expect(combinationsOf({ a: ['1', '2'], b: ['x'] })).toEqual([
    { a: '1', b: 'x' },
    { a: '2', b: 'x' },
  ])
  expect(combinationsOf({ a: ['1'], b: { max: 3 } })).toEqual([])
})
