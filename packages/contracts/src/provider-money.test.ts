import { describe, expect, it } from 'vitest'
import { type CurrencyUnits, currencies } from './currencies.ts'
import {
  canBePaid,
  canBeRefunded,
  minorOfUnits,
  type PaymentProvider,
  providersFor,
  providerUnits,
} from './provider-money.ts'

const all = [...currencies] as readonly (readonly [string, CurrencyUnits])[]
const providers: readonly PaymentProvider[] = ['stripe', 'paypal']
const units = (provider: PaymentProvider, amountMinor: number, currency: string) =>
  providerUnits(provider, { amountMinor, currency })

/** The decimals of ISO 4217 where they are not two. */
const decimals: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}
/** What Stripe's documentation lists as zero-decimal; it wants UGX and ISK with two decimals that are 0. */
const wholeAtStripe = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ')
const notAtStripe =
  'BOV BTN CHE CHW CLF COU CUP ERN GHS IQD IRR KPW LYD MRU MXV SDG SSP STN SVC SYP TMT USN UYI UYW VED VES ZWG'
const atPaypal =
  'AUD CAD CZK DKK EUR GBP HKD HUF ILS JPY MXN TWD NZD NOK PHP PLN SGD SEK CHF THB USD'
const wholeAtPaypal = ['HUF', 'JPY', 'TWD']

/** Codes of Unicode's list that have no row, with the reason. */
const withoutRow: Readonly<Record<string, string>> = {
  withdrawn: 'ANG BGN CUC HRK SLL ZWL',
  'no unit of account of a country': 'XDR XSU',
}
/** Currencies that Unicode's list lacks, with the reason. */
const notInUnicode: Readonly<Record<string, string>> = {
  'funds codes': 'BOV CHE CHW CLF COU MXV USN UYI UYW',
  'in use beside VES': 'VED',
}
const codesOf = (lists: typeof withoutRow) => Object.values(lists).flatMap((one) => one.split(' '))

it('the table has every currency that Unicode lists, but for those that are named', () => {
  const listed = Intl.supportedValuesOf('currency')
  const named = new Set(codesOf(withoutRow))
  const expected = [...listed.filter((code) => !named.has(code)), ...codesOf(notInUnicode)]
  expect([...currencies.keys()]).toEqual(expected.toSorted())
})

describe.each(all)('%s', (code, { digits }) => {
  const major = 10 ** digits

  it('has the decimals of ISO 4217', () => {
    const listed = Object.entries(decimals).find(([, codes]) => codes.split(' ').includes(code))
    expect(digits).toBe(listed ? Number(listed[0]) : 2)
  })

  it('seven units of it are written as Stripe wants them, or refused', () => {
    const expected = notAtStripe.split(' ').includes(code)
      ? undefined
      : wholeAtStripe.includes(code)
        ? 7
        : digits === 3
          ? 7_000
          : 700
    expect(units('stripe', 7 * major, code)).toBe(expected)
  })

  it('seven units of it are written as PayPal wants them, or refused', () => {
    const expected = !atPaypal.split(' ').includes(code)
      ? undefined
      : wholeAtPaypal.includes(code)
        ? 7
        : 700
    expect(units('paypal', 7 * major, code)).toBe(expected)
  })

  it.each(providers)('%s gets the same money or refuses, whatever the amount', (provider) => {
    for (const minor of [1, 5, 9, 10, 49, 50, 99, 100, 101, 999, 1_000, 5_124, 12_345, 99_990]) {
      const sent = units(provider, minor, code)
      if (sent === undefined) continue
      expect(Number.isSafeInteger(sent)).toBe(true)
      expect(minorOfUnits(provider, sent, code)).toBe(minor)
    }
  })

  it('can be paid exactly by the methods of the providers that take it', () => {
    const money = { amountMinor: 1_000 * major, currency: code }
    const taking = providers.filter((provider) => providerUnits(provider, money) !== undefined)
    expect(providersFor('card', money)).toEqual(taking)
    expect(canBePaid('card', money)).toBe(taking.length > 0)
    expect(canBePaid('paypal', money)).toBe(taking.includes('paypal'))
    expect(canBePaid('account', money)).toBe(true)
  })
})

it.each([
  ['three decimals end in 0 at Stripe', 'stripe', 5_124, 'KWD', undefined],
  ['three decimals that end in 0', 'stripe', 5_120, 'KWD', 5_120],
  ['krónur are sent with two decimals', 'stripe', 5, 'ISK', 500],
  ['shillings are sent with two decimals', 'stripe', 5, 'UGX', 500],
  ['forints have fillér at Stripe', 'stripe', 1_050, 'HUF', 1_050],
  ['and none at PayPal', 'paypal', 1_050, 'HUF', undefined],
  ['whole forints', 'paypal', 1_000, 'HUF', 10],
  ['whole Taiwan dollars', 'paypal', 700, 'TWD', 7],
  ['ariary are whole at Stripe', 'stripe', 700, 'MGA', 7],
  ['Stripe has eight digits', 'stripe', 100_000_000, 'GBP', undefined],
  ['a code that is no currency', 'stripe', 100, 'XXX', undefined],
] as const)('%s', (_, provider, minor, code, expected) => {
  expect(units(provider, minor, code)).toBe(expected)
})

it.each([
  ['both providers take pounds', 'card', 1_000, 'GBP', ['stripe', 'paypal']],
  ['below Stripe’s minimum only PayPal', 'card', 20, 'GBP', ['paypal']],
  ['above Stripe’s maximum only PayPal', 'card', 100_000_000, 'GBP', ['paypal']],
  ['fillér never reach PayPal', 'card', 17_550, 'HUF', ['stripe']],
  ['dinars that Stripe would have to round', 'card', 5_124, 'KWD', []],
  ['a wallet with fillér', 'paypal', 17_550, 'HUF', []],
] as const)('%s', (_, method, amountMinor, code, expected) => {
  expect(providersFor(method, { amountMinor, currency: code })).toEqual(expected)
})

it('a part below the minimum of a payment can be given back', () => {
  expect(canBeRefunded('card', { amountMinor: 1, currency: 'GBP' })).toBe(true)
  expect(canBeRefunded('card', { amountMinor: 5_124, currency: 'KWD' })).toBe(false)
})
