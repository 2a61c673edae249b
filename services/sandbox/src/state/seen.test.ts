import { expect, it } from 'vitest'
import { createSeen } from './seen.ts'

it('what was added is never denied, and hardly anything else is claimed', () => {
  const seen = createSeen(2 ** 20)
  const keys = Array.from({ length: 10_000 }, (_, at) => `key-${at}`)
  for (const key of keys) seen.add(key)
  expect(keys.every((key) => seen.mayHave(key))).toBe(true)
  const wrong = keys.filter((key) => seen.mayHave(`other-${key}`)).length
  expect(wrong).toBeLessThan(20)
})
