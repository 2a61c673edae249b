import { expect, it } from 'vitest'
import type { Outcome, Provider } from '../clients/provider.ts'
import { type Payment, tombstone } from '../payment.ts'
import type { Task } from '../task.ts'
import { findingOf, perform } from './perform.ts'

const payment: Payment = { ...tombstone('o'), method: 'card', provider: 'stripe' }
const authorise: Task = { payment, provider: 'stripe', step: 'authorise', asked: false }
const last: Task = { ...authorise, payment: { ...payment, provider: 'paypal' }, provider: 'paypal' }
const capture: Task = { ...authorise, step: 'capture' }
const done: Outcome = { is: 'done', ref: 'pi' }
const declined: Outcome = { is: 'declined', reason: 'lost_card' }
const refused: Outcome = { is: 'refused', reason: 'x' }

const none: Outcome = { is: 'not_asked' }
const fails: Outcome = { is: 'failed' }
const silent: Outcome = { is: 'unknown' }

/** Task, the provider's answers, and what is made of them. */
const grid: [string, Task, Outcome[], object][] = [
  ['done is done', authorise, [done], { is: 'done', ref: 'pi' }],
  ['a decline is final', authorise, [declined], { is: 'declined' }],
  ['a refusal goes to the next', authorise, [refused], { is: 'next', to: 'paypal', unsure: false }],
  ['a provider that is down goes to the next', authorise, [none], { is: 'next', unsure: false }],
  [
    'server errors alone go to the next, to be looked after',
    authorise,
    [fails, fails, fails],
    { is: 'next', unsure: true },
  ],
  [
    'silence is asked about, never passed on',
    authorise,
    [silent, silent, silent],
    { is: 'later', asked: true },
  ],
  [
    'silence and then an error is not certain',
    authorise,
    [silent, fails, fails],
    { is: 'later', asked: true },
  ],
  [
    'silence and then no connection is not certain',
    authorise,
    [silent, none],
    { is: 'later', asked: true },
  ],
  [
    'silence and then a refusal under the same key is',
    authorise,
    [silent, refused],
    { is: 'next', unsure: false },
  ],
  [
    'what an earlier go left open stays open',
    { ...authorise, asked: true },
    [none],
    { is: 'later', asked: true },
  ],
  ['after the last a refusal is a refusal', last, [refused], { is: 'refused' }],
  ['after the last one that is down is waited for', last, [none], { is: 'later', asked: false }],
  ['a capture is never passed on', capture, [refused], { is: 'refused' }],
  ['a capture is asked for until it is known', capture, [fails, fails, fails], { is: 'later' }],
]
it.each(grid)('%s', (_, task, answers, finding) => {
  expect(findingOf(task, answers)).toMatchObject(finding)
})

it('an open answer is asked for again, a known one is not', async () => {
  let asked = 0
  const answers: Outcome[] = [silent, fails, done]
  const stripe = { name: 'stripe', authorise: async () => answers[asked++] } as unknown as Provider
  const found = await perform({ stripe, paypal: stripe }, authorise, async () => undefined)
  expect([found.is, asked]).toEqual(['done', 3])
})
