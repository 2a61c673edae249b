import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBookedAs, isDeclared, isDeclaredCapture, isReviewed, refundable } from './payment.ts'
import { totalMinor } from './testing-hostile-provider.ts'
import { expectBooksToAgree, paymentOf, refundsOf } from './testing-settled.ts'
import { Story, storyKinds } from './testing-stories.ts'

/** Of each kind. */
const stories = Number(process.env.PAYMENT_STORIES ?? 1_000)

/** Choices made in turn, from one list of numbers. */
const pickFrom = (numbers: readonly number[]) => {
  let index = 0
  return (choices: number) => (numbers[index++ % numbers.length] ?? 0) % choices
}

/** A capture was declared of an authorisation of which the provider has nothing to tell. */
const isUntold = ({ state, provider, isDeclaredInVain }: Story) =>
  isDeclaredCapture(paymentOf(state)) && (provider.hold === 'none' || isDeclaredInVain)

function summaryOf(story: Story) {
  const { state, provider } = story
  const payment = paymentOf(state)
  const { disputedMinor, chargedBackMinor, reversedMinor } = payment
  const capturedMinor = isUntold(story) ? 0 : payment.capturedMinor
  const declared = refundsOf(state).filter(isDeclared)
  const declaredMinor = declared.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  return {
    ours: {
      ...{ capturedMinor, disputedMinor, chargedBackMinor, reversedMinor },
      refundedMinor: payment.refundedMinor - declaredMinor,
    },
    there: {
      capturedMinor: provider.capturedMinor,
      disputedMinor: provider.disputedMinor,
      chargedBackMinor: provider.chargedBackMinor,
      reversedMinor: provider.reversedMinor,
      refundedMinor: provider.refundedMinor,
    },
  }
}

/** What a provider still holds has not expired here, unless it is being released. */
function expectNoneHeldUnseen({ state, provider }: Story): void {
  const { status, pendingStep } = paymentOf(state)
  if (provider.hold === 'held' && pendingStep !== 'void') expect(status).not.toBe('expired')
}

/** Once the provider has told how its review ended, the payment waits for that no longer, or the provider is being asked. */
function expectEndOfReviewHeard({ state, provider }: Story): void {
  const payment = paymentOf(state)
  if (isReviewed(payment) && provider.hasToldDecision)
    expect(payment.action?.checks).toBeGreaterThan(0)
}

function expectToAgree(story: Story): void {
  const { state } = story
  expectBooksToAgree(state)
  const { ours, there } = summaryOf(story)
  expect(ours).toEqual(there)
  const payment = paymentOf(state)
  expect(payment).toMatchObject({
    pendingStep: null,
    refundPendingMinor: 0,
    capturePendingMinor: 0,
  })
  expect(payment.refundedMinor).toBeLessThanOrEqual(payment.capturedMinor)
  const booked = refundsOf(state).filter((one) => isBookedAs(one, one.providerRef ?? undefined))
  const refs = booked.map(({ providerRef }) => providerRef)
  expect(new Set(refs).size).toBe(refs.length)
  if (payment.voidRequested && !isUntold(story)) expect(refundable(payment)).toBe(0)
}

it.each(storyKinds)(
  '%s: once a provider has told all that it did, in any order, our books are what it did, whatever was declared meanwhile',
  (kind) => {
    const numbers = fc.array(fc.nat(5_039), { minLength: 30, maxLength: 160 })
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), numbers, (steps, choices) => {
        const story = new Story(kind, pickFrom(choices))
        try {
          for (let step = 0; step < steps; step += 1) {
            story.step()
            expectNoneHeldUnseen(story)
            expectEndOfReviewHeard(story)
          }
          story.end()
          expectToAgree(story)
          story.again()
          expectToAgree(story)
        } catch (error) {
          throw new Error(`${story.deeds.join('\n')}\n${JSON.stringify(summaryOf(story))}`, {
            cause: error,
          })
        }
      }),
      { numRuns: stories },
    )
  },
  10_000 + stories * 20,
)

it('a capture that its provider refuses again and again stays due, and is made once the provider makes it', () => {
  const chosen: number[] = []
  // Of the outcomes of a capture, the last is that it is refused.
  const story = new Story('Stripe', (choices) => chosen.shift() ?? choices - 1)
  const [answered, asked, isPending, isRefused] = [0, 0, 1, 1]
  chosen.push(answered, asked, answered, asked, isPending, isRefused)
  for (const step of ['perform', 'capture', 'perform', 'settleCapture'] as const) story.step(step)
  story.end()
  expect(paymentOf(story.state)).toMatchObject({ status: 'captured', capturedMinor: totalMinor })
  expect(paymentOf(story.state).captureAttempt).toBeGreaterThan(5)
  expectToAgree(story)
})
