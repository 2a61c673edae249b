import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditRefusal, termsRefusal } from './account.ts'
import { toDecimal } from './money.ts'

const account = {
  ...{ customerId: 'a', creditLimitMinor: 100, heldMinor: 30, owedMinor: 20, currency: 'GBP' },
}

describe('credit', () => {
  it.each([
    ['up to the limit', account, 50, 'GBP', undefined],
    ['never above it', account, 51, 'GBP', 'credit_limit_exceeded'],
    ['in its own currency', account, 1, 'EUR', 'account_currency_differs'],
    ['to those who have an account', undefined, 1, 'GBP', 'no_account'],
  ])('is given %s', (_, to, amount, currency, refusal) => {
    expect(creditRefusal(to, amount, currency)).toBe(refusal)
  })

  it.each([
    ['a limit below what is used', { creditLimitMinor: 49, currency: 'GBP' }, true],
    ['another currency while something is used', { creditLimitMinor: 99, currency: 'EUR' }, true],
    ['a lower limit that is enough', { creditLimitMinor: 50, currency: 'GBP' }, false],
  ])('terms: %s', (_, terms, refused) => {
    expect(termsRefusal(account, terms) !== undefined).toBe(refused)
  })
})

describe('decimals', () => {
  it.each([
    [1234, 'GBP', '12.34'],
    [5, 'EUR', '0.05'],
    [1234, 'JPY', '1234'],
    [1234, 'KWD', '1.234'],
    [0, 'USD', '0.00'],
  ])('%d %s is %s', (minor, currency, text) => {
    expect(toDecimal(minor, currency)).toBe(text)
  })

  it('lose nothing', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_000_000_000_000 }), (minor) => {
        expect(Number(toDecimal(minor, 'GBP').replace('.', ''))).toBe(minor)
      }),
    )
  })
})
