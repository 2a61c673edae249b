import { afterEach, expect, it, vi } from 'vitest'
import type { EdgeRequest } from '../edge/send.ts'
import { parseOptions } from '../options.ts'
import { closeEntry, closingOf } from './close.ts'

const names = ['close', 'reason', 'booked-on', 'amount-minor']
const types = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]))
const read = (...args: string[]) => closingOf(parseOptions(args, types))
afterEach(() => void vi.restoreAllMocks())

it('reads which entry is closed, and why', () => {
  expect(read()).toBeUndefined()
  expect(read('--close', 'B-1/a', '--reason', 'sent back')).toEqual({
    ...{ entryReference: 'B-1/a', reason: 'sent back' },
  })
  const one = ['--booked-on', '2026-06-01', '--amount-minor=-300']
  expect(read('--close', 'B-1', '--reason', 'a fee', ...one)).toEqual({
    ...{ entryReference: 'B-1', reason: 'a fee', bookedOn: '2026-06-01', amountMinor: -300 },
  })
})

it.each([
  ['no reason', ['--close', 'B-1'], /needs --reason/],
  ['no entry', ['--reason', 'x'], /need --close/],
  ['no amount', ['--close', 'B-1', '--reason', 'x', '--amount-minor', '1.5'], /minor units/],
])('refuses %s', (_, args, message) => {
  expect(() => read(...args)).toThrow(message)
})

it.each([
  [200, '{}', 0, 'B-1 is closed'],
  [409, '{"detail":"several movements"}', 1, /^B-1 is not closed: .*several movements/],
])('answers %i with what became of it', async (status, text, exitStatus, line) => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const sent: EdgeRequest[] = []
  const request = async (one: EdgeRequest) => {
    sent.push(one)
    return { status, text }
  }
  const closing = { entryReference: 'B-1', reason: 'sent back' }
  expect(await closeEntry({ request } as never, 'token', closing)).toBe(exitStatus)
  expect(sent).toMatchObject([{ path: '/v1/bank-entries/close', body: JSON.stringify(closing) }])
  expect(print).toHaveBeenCalledWith(
    typeof line === 'string' ? `${line}\n` : expect.stringMatching(line),
  )
})
