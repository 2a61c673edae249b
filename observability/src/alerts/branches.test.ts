import { expect, it } from 'vitest'
import { branchesOf, withoutEachBranch } from './branches.ts'

it.each([
  ['a > 1', ['a > 1']],
  ['a > 1 or b > 2 or max by (c) (d) > 3', ['a > 1', 'b > 2', 'max by (c) (d) > 3']],
  ['a unless on () b or on (x) c', ['a unless on () b', 'c']],
  ['a > (b or 0 * c)', ['a > (b or 0 * c)']],
])('finds the branches of %s', (expression, branches) => {
  expect(branchesOf(expression)).toEqual(branches)
})

it('takes each branch away', () => {
  expect(withoutEachBranch('a or b or c')).toEqual(['b\nor c', 'a\nor c', 'a\nor b'])
  expect(withoutEachBranch('a > 1')).toEqual([])
})
