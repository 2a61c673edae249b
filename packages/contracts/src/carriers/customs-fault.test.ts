import { expect, it } from 'vitest'
import { type CarrierLimits, shippingCarrierChanged } from './carrier-limits.ts'
import { customsFault } from './customs-fault.ts'

const limits: CarrierLimits = {
  ...{ carrier: 'ups', streetLines: 3, streetLength: 35, nameLength: 35, companyLength: 35 },
  ...{ cityLength: 30, postcodeLength: 9, regionLength: 5 },
  ...{ postcodeRequiredIn: [], regionRequiredIn: [] },
}
const noneIn = ['GB']
const currencies = ['EUR', 'JPY', 'KWD']

it.each<[string, CarrierLimits['customs'], string, string, number, string | undefined]>([
  ['a carrier that announced nothing', undefined, 'JP', 'UAH', 1, undefined],
  ['a currency that it declares', { currencies, noneIn }, 'JP', 'EUR', 1, undefined],
  [
    'a currency that it does not declare',
    { currencies, noneIn },
    'JP',
    'UAH',
    100,
    'must be a currency in which ups declares to the customs of Japan; found UAH',
  ],
  ['the same to a country without customs', { currencies, noneIn }, 'GB', 'UAH', 100, undefined],
  [
    'three decimals where two are declared',
    { maxDecimals: 2, noneIn },
    'JP',
    'KWD',
    5_124,
    'must have amounts with at most 2 decimals, which ups declares to the customs of Japan; found 3 in KWD',
  ],
  ['a zero as the third decimal', { maxDecimals: 2, noneIn }, 'JP', 'KWD', 5_120, undefined],
  ['two decimals', { maxDecimals: 2, noneIn }, 'JP', 'EUR', 1_234, undefined],
  ['no decimals', { maxDecimals: 2, noneIn }, 'US', 'JPY', 1_234, undefined],
  ['a free order', { maxDecimals: 2, noneIn }, 'US', 'KWD', 0, undefined],
  ['three decimals where any are declared', { noneIn }, 'JP', 'KWD', 5_124, undefined],
])('%s', (_, customs, country, currency, amountMinor, fault) => {
  expect(customsFault(country, { amountMinor, currency }, { ...limits, customs })).toBe(fault)
})

it('what is declared is published, and an announcement of the release before says nothing of it', () => {
  const { schema } = shippingCarrierChanged
  const announced = { ...limits, customs: { currencies, maxDecimals: 2, noneIn }, revision: 2 }
  expect(schema.parse(announced)).toEqual(announced)
  expect(schema.parse({ ...limits, revision: 1 })).toEqual({ ...limits, revision: 1 })
})
