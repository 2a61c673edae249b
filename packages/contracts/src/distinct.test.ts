import { expect, it } from 'vitest'
import { z } from 'zod'
import { distinct } from './distinct.ts'
import { uuid } from './shared.ts'

const list = z.array(z.string()).superRefine(distinct((one) => one, 'must not have a number twice'))
const messageOf = (...items: string[]) => list.safeParse(items).error?.issues[0]?.message

it('what is in a list twice is named, once', () => {
  expect(messageOf('A', 'B', 'C')).toBeUndefined()
  expect(messageOf('A', 'B', 'A', 'C', 'B', 'A')).toBe(
    'must not have a number twice; found more than once: A, B',
  )
})

it('the message stays short', () => {
  const many = Array.from({ length: 12 }, (_, index) => `${index}${'x'.repeat(1_000)}`)
  const message = messageOf(...many, ...many)
  expect(message).toMatch(/ and 2 more$/)
  expect(message?.length).toBeLessThan(1_000)
})

it('an id in a request is the same in upper case', () => {
  expect(uuid.parse('0197A000-0000-7000-8000-00000000000A')).toBe(
    '0197a000-0000-7000-8000-00000000000a',
  )
})
