import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parseOptions } from '../options.ts'
import { bodyOf, changeOptions } from './body-of.ts'

const body = (verb: 'resume' | 'settle', orderIds: readonly string[], ...args: string[]) =>
  bodyOf(verb, orderIds, parseOptions(args, changeOptions))
const settled = ['--step', 'refund', '--outcome', 'refunded', '--reason', 'seen']
const settledBody = { step: 'refund', outcome: 'refunded', reason: 'seen' }

it.each<[string, string[], object]>([
  ['nothing more', [], {}],
  ['a refund', ['--refund', 'r-1'], { refundId: 'r-1' }],
  ['a reference', ['--reference', 'pi_1'], { reference: 'pi_1' }],
  ['a tracking number', ['--tracking', 'STOA1'], { trackingNumber: 'STOA1' }],
])('a step is settled with what the options say, and %s', (_, args, more) => {
  expect(body('settle', ['o'], ...settled, ...args)).toEqual({ ...settledBody, ...more })
})

it('orders are resumed with the note', () => {
  expect(body('resume', ['o', 'p'], '--note', 'it runs')).toStrictEqual({ note: 'it runs' })
})

it.each<[string, 'resume' | 'settle', string[], string[]]>([
  ['resume without an order', 'resume', [], ['--note', 'x']],
  ['resume without a note', 'resume', ['o'], []],
  ['settle without an order', 'settle', [], settled],
  ['settle with two orders', 'settle', ['o', 'p'], settled],
  ['settle without a step', 'settle', ['o'], settled.slice(2)],
  ['settle without an outcome', 'settle', ['o'], settled.toSpliced(2, 2)],
  ['settle without a reason', 'settle', ['o'], settled.slice(0, 4)],
])('refuses %s', (_, verb, orderIds, args) => {
  expect(() => body(verb, orderIds, ...args)).toThrow(CannotRun)
})
