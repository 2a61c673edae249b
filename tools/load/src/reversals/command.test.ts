import { afterEach, expect, it, vi } from 'vitest'
import type { EdgeRequest } from '../edge/send.ts'
import { parseOptions } from '../options.ts'
import { list, writeOff, writeOffOf } from './command.ts'

const read = (...args: string[]) =>
  writeOffOf(parseOptions(args, { reason: { type: 'string' } }, { allowPositionals: true }))
afterEach(() => void vi.restoreAllMocks())

const asked = { provider: 'paypal', reversalId: 'REV-1', reason: 'gone' }

it('reads what is written off, and why', () => {
  expect(read()).toBeUndefined()
  expect(read('write-off', 'paypal', 'REV-1', '--reason', 'gone')).toEqual(asked)
})

it.each([
  ['no reason', ['write-off', 'paypal', 'REV-1']],
  ['no reversal', ['write-off', 'paypal', '--reason', 'x']],
  ['another job', ['close', 'paypal', 'REV-1', '--reason', 'x']],
  ['a reason alone', ['--reason', 'x']],
])('refuses %s', (_, args) => {
  expect(() => read(...args)).toThrow(/write-off/)
})

/** An edge that answers this, what was sent to it, and what was printed. */
function edgeThat(status: number, answer: object) {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const sent: EdgeRequest[] = []
  const request = async (one: EdgeRequest) => {
    sent.push(one)
    return { status, text: JSON.stringify(answer) }
  }
  return { edge: { request } as never, sent, print }
}

it.each([
  [200, {}, 0, /^REV-1 is written off\n$/],
  [409, { detail: 'of dispute 7' }, 1, /^REV-1 is not written off: .*of dispute 7/],
])('answers %i with what became of it', async (status, answer, exitStatus, line) => {
  const { edge, sent, print } = edgeThat(status, answer)
  expect(await writeOff(edge, 'token', asked)).toBe(exitStatus)
  expect(sent).toMatchObject([{ path: '/v1/reversals/write-off', body: JSON.stringify(asked) }])
  expect(print).toHaveBeenCalledWith(expect.stringMatching(line))
})

it('lists what is due, and says by its exit status whether something is', async () => {
  const due = {
    ...{ ...asked, orderId: 'o', amountMinor: 500, currency: 'GBP', reversedAt: '2026-01-31' },
  }
  const { edge, print } = edgeThat(200, { reversals: [due] })
  expect(await list(edge, 'token', false)).toBe(1)
  expect(print).toHaveBeenCalledWith('2026-01-31 paypal REV-1 order o 500 GBP gone\n')
  expect(await list(edgeThat(200, { reversals: [] }).edge, 'token', true)).toBe(0)
})
