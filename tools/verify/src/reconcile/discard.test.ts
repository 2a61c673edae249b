import { parseOptions } from '@stoa/load'
import { afterEach, expect, it, vi } from 'vitest'
import { discard, discardOf } from './discard.ts'

const read = (...args: string[]) =>
  discardOf(parseOptions(args, { reason: { type: 'string' } }, { allowPositionals: true }))
afterEach(() => void vi.restoreAllMocks())

const asked = { provider: 'stripe', eventId: 'evt_1', reason: 'booked by hand' }

it('reads which event is discarded, and why', () => {
  expect(read()).toBeUndefined()
  expect(read('discard', 'stripe', 'evt_1', '--reason', 'booked by hand')).toEqual(asked)
})

it.each([
  ['no reason', ['discard', 'stripe', 'evt_1']],
  ['no event', ['discard', 'stripe', '--reason', 'x']],
  ['two events', ['discard', 'stripe', 'evt_1', 'evt_2', '--reason', 'x']],
  ['another job', ['retry', 'stripe', 'evt_1', '--reason', 'x']],
  ['a reason alone', ['--reason', 'x']],
])('refuses %s', (_, args) => {
  expect(() => read(...args)).toThrow(/discard/)
})

it.each([
  [200, {}, 0, /^evt_1 is discarded\n$/],
  [404, { detail: 'no failing event' }, 1, /^evt_1 is not discarded: .*no failing event/],
])('answers %i with what became of it', async (status, answer, exitStatus, line) => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const request = vi.fn(async () => ({ status, text: JSON.stringify(answer) }))
  expect(await discard({ request } as never, 'token', asked)).toBe(exitStatus)
  expect(request).toHaveBeenCalledWith(
    expect.objectContaining({
      path: '/v1/reconciliations/failing-events/discard',
      body: JSON.stringify(asked),
    }),
  )
  expect(print).toHaveBeenCalledWith(expect.stringMatching(line))
})
