import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditRefusal, termsRefusal } from './account.ts'
import { fromPaypalValue, fromStripeAmount, toPaypalValue, toStripeAmount } from './money.ts'
import { providerAfter, tombstone } from './payment.ts'

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
    [1200, 'HUF', '12'],
    [0, 'USD', '0.00'],
  ])('%d %s is %s at PayPal', (minor, currency, text) => {
    expect(toPaypalValue(minor, currency)).toBe(text)
  })

  it.each([
    [1234, 'GBP', 1234],
    [5, 'ISK', 500],
    [1230, 'KWD', 1230],
  ])('%d %s is %d at Stripe', (minor, currency, amount) => {
    expect(toStripeAmount(minor, currency)).toBe(amount)
  })

  it.each([
    [1250, 'HUF'],
    [1000, 'KWD'],
  ])('%d %s is never rounded for PayPal', (minor, currency) => {
    expect(() => toPaypalValue(minor, currency)).toThrow('takes no')
  })

  it('are read from a provider only when they are whole minor units', () => {
    expect(fromPaypalValue('12.00', 'HUF')).toEqual({ amountMinor: 1200, currency: 'HUF' })
    expect(fromPaypalValue('12.5', 'JPY')).toBeUndefined()
    expect(fromPaypalValue('1e3', 'GBP')).toBeUndefined()
    expect(fromStripeAmount(550, 'isk')).toBeUndefined()
    expect(fromStripeAmount(-500, 'isk')).toEqual({ amountMinor: -5, currency: 'ISK' })
  })

  it('lose nothing', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_000_000_000_000 }), (minor) => {
        expect(Number(toPaypalValue(minor, 'GBP').replace('.', ''))).toBe(minor)
        expect(fromPaypalValue(`-${toPaypalValue(minor, 'GBP')}`, 'GBP')?.amountMinor).toBe(
          0 - minor,
        )
      }),
    )
  })
})

describe('fail-over', () => {
  const at = (amountMinor: number, currency: string, provider: 'stripe' | 'paypal' = 'stripe') =>
    providerAfter({ ...tombstone(''), method: 'card', provider, amountMinor, currency })

  it.each([
    ['the same pounds', at(1000, 'GBP'), 'paypal'],
    ['whole forints', at(20_000, 'HUF'), 'paypal'],
    ['no forints with fillér', at(20_050, 'HUF'), undefined],
    ['no currency that PayPal does not take', at(1000, 'ISK'), undefined],
    ['nothing after the last provider', at(1000, 'GBP', 'paypal'), undefined],
  ])('hands on %s', (_, next, expected) => {
    expect(next).toBe(expected)
  })
})
