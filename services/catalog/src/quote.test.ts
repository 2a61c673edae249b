import { quoteClaims } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import { expect, it } from 'vitest'
import { isExpired, isSigning, maxValidSeconds, quoteOf } from './quote.ts'

const at = new Date('2026-03-01T10:00:00.900Z')
const request = {
  customerId: 'trader-1',
  currency: 'GBP',
  lines: [
    { sku: 'A', quantity: 12, unitPriceMinor: 210 },
    { sku: 'B', quantity: 1, unitPriceMinor: 0 },
  ],
  validSeconds: 60,
  maxUses: 3,
}
const invalidFields = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.errors.map(({ field }) => field)
  }
  return undefined
}

it('a quote has the negotiated prices and the requested validity', () => {
  const claims = quoteOf(request, new Set(['A', 'B']), { quoteId: 'q1', at })
  expect(quoteClaims.parse(claims)).toEqual({
    iss: 'catalog',
    sub: 'trader-1',
    jti: 'q1',
    iat: 1772359200,
    exp: 1772359260,
    currency: 'GBP',
    lines: request.lines,
    maxUses: 3,
  })
})

it('a quote is refused, naming every line whose SKU is not in the catalog', () => {
  expect(invalidFields(() => quoteOf(request, new Set(), { quoteId: 'q1', at }))).toEqual([
    '/lines/0/sku',
    '/lines/1/sku',
  ])
})

it('a quote is refused whose lines add up to more than an order may have', () => {
  const line = { sku: 'A', quantity: 600_000, unitPriceMinor: 9_000_000 }
  const large = { ...request, lines: [line, line] }
  expect(invalidFields(() => quoteOf(large, new Set(['A']), { quoteId: 'q1', at }))).toEqual([
    '/lines',
    '/lines',
  ])
})

const dayMs = 24 * 3600 * 1000
const later = (days: number) => new Date(at.getTime() + days * dayMs)
const longestQuoteDays = maxValidSeconds / 86_400

it.each([
  [0, true, false],
  [89.9, true, false],
  [90, false, false],
  [89.9 + longestQuoteDays, false, false],
  [90 + longestQuoteDays, false, true],
])('a key %d days old: signing %s, expired %s', (days, signing, expired) => {
  expect(isSigning(at, later(days), 90)).toBe(signing)
  expect(isExpired(at, later(days), 90)).toBe(expired)
})
