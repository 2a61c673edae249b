import { expect, it } from 'vitest'
import { reasonOf } from './bury.ts'

const uuidError = Object.assign(
  new Error('invalid input syntax for type uuid: "12 Canary Street"'),
  { severity: 'ERROR', code: '22P02' },
)

it.each([
  ['an error', new Error('no parcel for ann.canary@example.org'), 'no parcel for [redacted]'],
  ['an error of the database', uuidError, 'invalid input syntax for type uuid: [redacted]'],
  ['a refusal of the schema', 'data.email: got "ann.canary@x.org"', 'data.email: got "[redacted]"'],
])('the reason why an event failed holds no value that it brought: %s', (_, error, reason) => {
  expect(reasonOf(error)).toBe(reason)
})

it('a reason is bounded, and what it is cut from is redacted first', () => {
  const reason = reasonOf(new Error(`${'x '.repeat(244)}ann.canary@example.org ${'y'.repeat(900)}`))
  expect(reason.length).toBeLessThanOrEqual(500)
  expect(reason).not.toContain('canary')
})
