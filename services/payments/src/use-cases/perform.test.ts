import { createLog } from '@stoa/service'
import { describe, expect, it } from 'vitest'
import type { Outcome, Provider, Providers } from '../clients/provider.ts'
import { type Payment, tombstone } from '../payment.ts'
import type { ProviderTask } from '../task.ts'
import { perform, resultOf } from './perform.ts'

const clock = { now: () => new Date(0), shopperMs: 900_000 }

const payment: Payment = {
  ...tombstone('o'),
  ...{ method: 'card', provider: 'stripe', amountMinor: 500, currency: 'GBP' },
}
const authorise: ProviderTask = {
  payment,
  provider: 'stripe',
  step: 'authorise',
  maybeSent: false,
  lease: 'l',
}
const last: ProviderTask = {
  ...authorise,
  payment: { ...payment, provider: 'paypal' },
  provider: 'paypal',
}
const capture: ProviderTask = { ...authorise, step: 'capture' }
const done: Outcome = { is: 'done', ref: 'pi' }
const declined: Outcome = { is: 'declined', reason: 'lost_card' }
const refused: Outcome = { is: 'refused', reason: 'x' }

const none: Outcome = { is: 'not_sent' }
const fails: Outcome = { is: 'failed' }
const end = new Date(0).toISOString()
const later = new Date(1).toISOString()
const silent: Outcome = { is: 'unknown' }

/** Task, the outcomes of its attempts, and the result. */
const grid: [string, ProviderTask, Outcome[], object][] = [
  ['a done step is done', authorise, [done], { is: 'done', ref: 'pi' }],
  [
    'a void of what was captured is a capture',
    { ...authorise, step: 'void' },
    [{ is: 'captured', ref: 'pi', captureRef: 'C' }],
    { step: 'capture', is: 'done', ref: 'pi', captureRef: 'C' },
  ],
  ['a decline is final', authorise, [declined], { is: 'declined' }],
  ['a refusal fails over', authorise, [refused], { is: 'failover', to: 'paypal', unsure: false }],
  ['a provider that is down fails over', authorise, [none], { is: 'failover', unsure: false }],
  [
    'server errors alone fail over, and may leave an authorisation',
    authorise,
    [fails, fails, fails],
    { is: 'failover', unsure: true },
  ],
  [
    'a missing response is retried and never fails over',
    authorise,
    [silent, silent, silent],
    { is: 'retry', maybeSent: true },
  ],
  [
    'no response and then an error stays open',
    authorise,
    [silent, fails, fails],
    { is: 'retry', maybeSent: true },
  ],
  [
    'no response and then no connection stays open',
    authorise,
    [silent, none],
    { is: 'retry', maybeSent: true },
  ],
  [
    'no response and then a refusal under the same key is settled',
    authorise,
    [silent, refused],
    { is: 'failover', unsure: false },
  ],
  [
    'a step that may have been sent before never fails over',
    { ...authorise, maybeSent: true },
    [none],
    { is: 'retry', maybeSent: true },
  ],
  ['a refusal by the last provider is final', last, [refused], { is: 'refused' }],
  [
    'the last provider is retried while it is down',
    last,
    [none],
    { is: 'retry', maybeSent: false },
  ],
  ['a capture never fails over', capture, [refused], { is: 'refused' }],
  [
    'a capture is retried until its outcome is known',
    capture,
    [fails, fails, fails],
    { is: 'retry' },
  ],
]
const kept: Outcome = { is: 'failed', isKept: true }
const isKeyUsed = true
grid.push(
  ['a server error that is kept uses the key up', capture, [kept], { is: 'retry', isKeyUsed }],
  ['also after no response', capture, [silent, kept], { is: 'retry', isKeyUsed }],
  ['one of a proxy does not', capture, [fails], { is: 'retry', isKeyUsed: false }],
)
it.each(grid)('%s', (_, task, outcomes, result) => {
  expect(resultOf(task, outcomes, { ...clock, late: false })).toMatchObject(result)
})

/** A provider whose attempts have these outcomes, one after the other. */
const scripted = (...outcomes: Outcome[]) => {
  let sent = 0
  const stripe = {
    name: 'stripe',
    authorise: async () => outcomes[sent++] ?? silent,
    capture: async () => outcomes[sent++] ?? silent,
    longestMs: () => 4_000,
  } as unknown as Provider
  return { providers: { stripe, paypal: stripe }, sent: () => sent }
}
const options = { ...clock, log: createLog('test', 'silent'), pause: async () => undefined }

it('an open outcome is requested again, a known one is not', async () => {
  const { providers, sent } = scripted(silent, fails, done)
  const result = await perform(providers, authorise, { ...options, leftMs: () => 20_000 })
  expect([result.is, sent()]).toEqual(['done', 3])
})

it('what the provider keeps is not requested again under the same key', async () => {
  const { providers, sent } = scripted(kept, done)
  await perform(providers, capture, { ...options, leftMs: () => 20_000 })
  expect(sent()).toBe(1)
})

it('no attempt begins that might outlast the lease', async () => {
  const { providers, sent } = scripted(silent, done)
  const left = [3_999]
  const result = await perform(providers, authorise, {
    ...options,
    leftMs: () => left.shift() ?? 20_000,
  })
  expect([result, sent()]).toMatchObject([{ is: 'retry', maybeSent: true }, 1])
})

it('an unexpected error counts as a request without a response', async () => {
  const stripe = { name: 'stripe', authorise: () => Promise.reject(new Error('unexpected')) }
  const providers = { stripe, paypal: stripe } as unknown as Providers
  const result = await perform(providers, authorise, { ...options, leftMs: () => 20_000 })
  expect(result).toMatchObject({ is: 'retry', maybeSent: true, lease: 'l' })
})

it.each<[string, ProviderTask['step'], string | null, Outcome | Error, boolean]>([
  ['a capture without an answer, after its authorisation ended', 'capture', end, fails, true],
  ['one whose answer is not understood', 'capture', end, new Error('unexpected'), true],
  ['before it ends', 'capture', later, fails, false],
  ['when its end is not known', 'capture', null, fails, false],
  ['a capture that was made', 'capture', end, done, false],
  ['a void', 'void', end, fails, false],
])('says whether the authorisation had ended: %s', async (_, step, until, outcome, expected) => {
  const answers = async () => {
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const stripe = { name: 'stripe', capture: answers, void: answers, longestMs: () => 4_000 }
  const providers = { stripe, paypal: stripe } as unknown as Providers
  const task: ProviderTask = { ...capture, step, payment: { ...payment, authorisedUntil: until } }
  const now = () => new Date(0)
  const result = await perform(providers, task, { ...options, now, leftMs: () => 20_000 })
  expect('isEnded' in result && result.isEnded === true).toBe(expected)
})

describe('the question at the end of the shopper’s time', () => {
  const end = 900_000
  const approve = { type: 'approve', url: 'https://paypal' } as const
  const action = { ...approve, expiresAt: new Date(end).toISOString(), checks: 2 }
  const waiting: ProviderTask = { ...authorise, payment: { ...payment, action } }
  const askedAt = async (outcome: Outcome, ...times: readonly number[]) => {
    const asked: (number | undefined)[] = []
    const resume = async ({ action }: Payment) => {
      asked.push(action?.checks)
      return outcome
    }
    const stripe = { name: 'stripe', resume, longestMs: () => 4_000 }
    const providers = { stripe, paypal: stripe } as unknown as Providers
    const left = [...times]
    const now = () => new Date(left.shift() ?? times.at(-1) ?? 0)
    const { is } = await perform(providers, waiting, { ...options, now, leftMs: () => 20_000 })
    return { asked, is }
  }
  const absent: Outcome = { is: 'action', ref: undefined, action: approve }

  it('is not the one before again, and is the last', async () => {
    expect(await askedAt(absent, end)).toEqual({ asked: [3], is: 'expired' })
    expect(await askedAt(done, end)).toEqual({ asked: [3], is: 'done' })
  })
  it('is the same while it has no answer', async () => {
    expect(await askedAt(silent, end)).toEqual({ asked: [3, 3, 3], is: 'expired' })
  })
  it('is still to come when an earlier one is answered after the end', async () => {
    expect(await askedAt(absent, end - 1, end + 1)).toEqual({ asked: [2], is: 'action' })
  })
})
