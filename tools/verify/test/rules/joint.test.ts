import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expectBooksToAgree } from '../../../../services/payments/src/testing-settled.ts'
import { storyKinds } from '../../../../services/payments/src/testing-stories.ts'
import { faultsAtTheEnd } from './joint-ends.ts'
import { JointStory } from './joint-story.ts'

/** Of each kind. */
const stories = Number(process.env.JOINT_STORIES ?? 600)

/** Choices made in turn, from one list of numbers. */
const pickFrom = (numbers: readonly number[]) => {
  let index = 0
  return (choices: number) => (numbers[index++ % numbers.length] ?? 0) % choices
}

it.each(storyKinds)(
  '%s: an order, its payment and its parcel end alike, whatever the provider does and in whatever order it tells',
  (kind) => {
    const numbers = fc.array(fc.nat(5_039), { minLength: 30, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 67 }), numbers, (steps, choices) => {
        const joint = new JointStory(kind, pickFrom(choices))
        const { story } = joint.shop
        try {
          for (let step = 0; step < steps; step += 1) joint.step()
          joint.end()
          expect(faultsAtTheEnd(joint.shop)).toEqual([])
          expectBooksToAgree(story.state)
        } catch (error) {
          throw new Error(story.deeds.join('\n'), { cause: error })
        }
      }),
      { numRuns: stories },
    )
  },
  10_000 + stories * 20,
)
