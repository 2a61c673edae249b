import { expect, it } from 'vitest'
import { otherwise } from './expected.ts'

const expected = { status: 2, says: ['nothing was changed', 'orders-database'] }

it.each([
  [
    'with the expected status and text',
    { status: 2, text: 'nothing was changed: orders-database' },
    0,
  ],
  ['with another status', { status: 0, text: 'nothing was changed: orders-database' }, 1],
  ['without one of the expected texts', { status: 2, text: 'nothing was changed' }, 1],
  ['by a signal', { status: null, text: '' }, 1],
])('a run of stoa cluster that ends %s', (_, ended, findings) => {
  expect(otherwise('it', ended, expected)).toHaveLength(findings)
})

it('a finding quotes the output of the command', () => {
  const [finding] = otherwise('it', { status: 1, text: 'quota exceeded\n' }, expected)
  expect(finding?.what).toBe(
    'expected status 2, "nothing was changed", "orders-database"; it ended with 1 and said: quota exceeded',
  )
})
