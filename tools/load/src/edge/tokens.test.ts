import { expect, it } from 'vitest'
import type { Answer } from './send.ts'
import { openTokens } from './tokens.ts'

const given: Answer = { status: 200, text: '{"access_token":"t"}' }

it('a token that was refused for too many requests is asked for again, and then held', async () => {
  const answers: Answer[] = [{ status: 429, text: '' }, { status: 429, text: '' }, given]
  let asked = 0
  const token = openTokens(async () => answers[asked++] ?? given)
  expect(await token('c-1', 'customer')).toBe('t')
  expect(await token('c-1', 'customer')).toBe('t')
  expect(asked).toBe(3)
})

it('any other refusal is told at once, and the next call asks anew', async () => {
  let status = 403
  const token = openTokens(async () => ({ ...given, status }))
  await expect(token('c-1', 'customer')).rejects.toThrow('no token for c-1: 403')
  status = 200
  expect(await token('c-1', 'customer')).toBe('t')
})
