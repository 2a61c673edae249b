import { expect, it } from 'vitest'
import { createKnownKeys } from './known-keys.ts'

it('a key that was added is always known, and another one hardly ever', () => {
  const seen = createKnownKeys(2 ** 20)
  const keys = Array.from({ length: 10_000 }, (_, at) => `key-${at}`)
  for (const key of keys) seen.add(key)
  expect(keys.every((key) => seen.mayHave(key))).toBe(true)
  const wrong = keys.filter((key) => seen.mayHave(`other-${key}`)).length
  expect(wrong).toBeLessThan(20)
})
