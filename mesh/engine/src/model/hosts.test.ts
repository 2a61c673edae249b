import { expect, test } from 'vitest'
import { hostsOverlap, isHostWithin } from './hosts.ts'
import { mostSpecific } from './visibility.ts'

test.each([
  ['a.test', 'a.test', true],
  ['*.test', 'a.test', true],
  ['*.b.test', '*.test', true],
  ['*.b.test', 'c.test', false],
  ['*', 'anything', true],
])('%s and %s have a host in common: %s', (a, b, meets) => {
  expect([hostsOverlap(a, b), hostsOverlap(b, a)]).toEqual([meets, meets])
})

test.each([
  ['a.test', '*.test', true],
  ['*.test', 'a.test', false],
  ['*.b.test', '*.test', true],
  ['*.test', '*.b.test', false],
])('%s is within %s: %s', (inner, outer, within) => {
  expect(isHostWithin(inner, outer)).toBe(within)
})

test('the most specific of several hosts applies', () => {
  expect(mostSpecific(['*', '*.test', '*.b.test', 'a.b.test'], 'a.b.test')).toBe('a.b.test')
  expect(mostSpecific(['*', '*.test', '*.b.test'], 'a.b.test')).toBe('*.b.test')
  expect(mostSpecific(['*.other'], 'a.b.test')).toBeUndefined()
})
