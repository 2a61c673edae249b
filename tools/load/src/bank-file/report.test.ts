import { expect, it } from 'vitest'
import { reportOf } from './report.ts'

const entry = {
  ...{ entryReference: 'B-1', bookedOn: '2026-06-01', amountMinor: 100, currency: 'GBP' },
  remittance: 'ann',
}
const all = { booked: 0, repeated: 2, unmatched: [] }

it('a file that was sent again is reported as already booked', () => {
  expect(reportOf(all, [])).toEqual({
    lines: ['0 booked, 2 already booked, 0 not booked, 0 left out'],
    exitStatus: 0,
  })
})

it('names entries that are not booked and movements that are left out', () => {
  const unmatched = [{ ...entry, reason: 'no_account' }]
  const fee = { ...entry, entryReference: '', amountMinor: -3, reason: 'not_received' } as const
  expect(reportOf({ ...all, unmatched }, [fee])).toEqual({
    lines: [
      '0 booked, 2 already booked, 1 not booked, 1 left out',
      'B-1  2026-06-01  no_account: 100 GBP (minor units), ann',
      '-  2026-06-01  not_received: -3 GBP (minor units), ann',
    ],
    exitStatus: 1,
  })
})

it.each([
  ['not_received', 0],
  ['pending', 0],
  ['reversal', 1],
] as const)('a movement left out as %s ends with status %d', (reason, exitStatus) => {
  expect(reportOf(all, [{ ...entry, reason }]).exitStatus).toBe(exitStatus)
})
