import { expect, it } from 'vitest'
import type { EdgeResponse } from './send.ts'
import { openTokens } from './tokens.ts'

const issued: EdgeResponse = { status: 200, text: '{"access_token":"t"}' }

it('repeats a request that was rate-limited, and caches the token', async () => {
  const responses: EdgeResponse[] = [{ status: 429, text: '' }, { status: 429, text: '' }, issued]
  let requests = 0
  const token = openTokens(async () => responses[requests++] ?? issued)
  expect(await token('c-1', 'customer')).toBe('t')
  expect(await token('c-1', 'customer')).toBe('t')
  expect(requests).toBe(3)
})

it('fails at once on any other status, and requests a new token the next time', async () => {
  let status = 403
  const token = openTokens(async () => ({ ...issued, status }))
  await expect(token('c-1', 'customer')).rejects.toThrow(
    'for c-1: expected 200 or 201, received 403',
  )
  status = 200
  expect(await token('c-1', 'customer')).toBe('t')
})
