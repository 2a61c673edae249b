import { CannotRun } from '@stoa/topology'
import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

const text = { type: 'string' } as const
const types = { rate: text, seconds: text, pay: text } as const

test('an option that was not given has its default', () => {
  const options = parseOptions([], types)
  expect(options.number('rate', 50)).toBe(50)
  expect(options.oneOf('pay', ['account', 'card'], 'account')).toBe('account')
})

test.each([
  [['--rate', 'fast'], '--rate: expected a number of at least 1, found fast'],
  [['--rate', '0.5'], '--rate: expected a number of at least 1, found 0.5'],
  [['--seconds', '1e9'], '--seconds: expected a number from 1 to 60, found 1e9'],
  [['--pay', 'cash'], '--pay: expected account or card, found cash'],
  [['--colour'], "Unknown option '--colour'"],
  [['300'], "Unexpected argument '300'"],
])('%j cannot run', (args, message) => {
  const parse = () => {
    const options = parseOptions(args, types)
    options.number('rate', 50, 1)
    options.number('seconds', 10, 1, 60)
    options.oneOf('pay', ['account', 'card'], 'account')
  }
  expect(parse).toThrow(CannotRun)
  expect(parse).toThrow(message)
})
