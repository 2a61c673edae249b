import { expect, it } from 'vitest'
import { madeRef } from './capture.ts'
import { causeOf } from './ledger.ts'
import { type Capture, tombstone } from './payment.ts'
import {
  authorise,
  byPaypal,
  capture,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  settlements,
} from './testing-settled.ts'

const held = [
  { ...authorise, method: 'paypal' },
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-0' },
] as Deed[]
const told = (ref: string, is: object) =>
  ({ ...byPaypal, step: 'capture', ref, captureRef: ref, ...is }) as Deed
const made = (ref: string, amountMinor: number) => told(ref, { is: 'done', amountMinor })
const pending = (ref: string) => told(ref, { is: 'pending', reason: 'slow' })
const refused = (ref: string) => told(ref, { is: 'refused', reason: 'no' })

it('a refused capture is not the one that is refunded once a declared capture was taken back', () => {
  const noted = [...held, capture, made('C-1', 200), pending('C-3'), refused('C-2')]
  const before = paymentOf(play(noted))
  expect(before.captures.at(-1)).toEqual({ ref: 'C-2', amountMinor: 0, isRefused: true })
  const undone = play([...noted, settlements.captured, refused('C-3')])
  expect(paymentOf(undone)).toMatchObject({ capturedMinor: 200, captureRef: 'C-1' })
  expectBooksToAgree(undone)
})

it('the first capture is booked under its order, also after one that was refused', () => {
  const noted = [...held, capture, pending('C-3'), refused('C-2'), refused('C-3')]
  const { postings } = play([...noted, made('C-4', 500)])
  const booked = postings.find(({ kind }) => kind === 'captured')
  expect(booked?.cause).toBe(causeOf(orderId, 1))
})

const one = (ref: string, amountMinor: number, more: Partial<Capture> = {}) => ({
  ...{ ref, amountMinor, ...more },
})
it.each<[string, readonly Capture[], string | null]>([
  ['the last that was told', [one('A', 200), one('B', 100)], 'B'],
  ['not one that was refused', [one('A', 200), one('B', 0, { isRefused: true })], 'A'],
  [
    'nor one of which the amount is not known',
    [one('A', 200), one('B', 0, { takenMinor: 9 })],
    'A',
  ],
  ['unless that is all', [one('A', 0, { takenMinor: 9 }), one('B', 0, { isRefused: true })], 'A'],
  ['none', [one('A', 0, { isRefused: true })], null],
])('of the captures the one to give back is %s', (_, captures, expected) => {
  expect(madeRef({ ...tombstone(orderId), captures })).toBe(expected)
})
