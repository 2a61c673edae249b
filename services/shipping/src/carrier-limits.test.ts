import { carrierFaults, carrierLimits, currencies, customsFault } from '@stoa/contracts'
import { expect, it } from 'vitest'
import { externalLimits, fleetLimits } from './carrier-limits.ts'

const { fedex, ups } = externalLimits
const home = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }

it.each([fedex, ups, fleetLimits(['GB'])])('can be published: $carrier', (limits) => {
  expect(carrierLimits.parse(limits)).toEqual(limits)
  expect(carrierFaults(home, limits)).toEqual([])
})

it.each<['fedex' | 'ups', string, string, number, boolean]>([
  ['fedex', 'JP', 'GBP', 1_250, true],
  ['fedex', 'JP', 'UAH', 1_250, false],
  ['fedex', 'GB', 'UAH', 1_250, true],
  ['fedex', 'JP', 'KWD', 5_124, true],
  ['ups', 'JP', 'UAH', 1_250, true],
  ['ups', 'JP', 'KWD', 5_120, true],
  ['ups', 'JP', 'KWD', 5_124, false],
  ['ups', 'GB', 'KWD', 5_124, true],
])(
  '%s to %s declares goods in %s of %i minor units: %s',
  (carrier, country, currency, amountMinor, declares) => {
    const fault = customsFault(country, { amountMinor, currency }, externalLimits[carrier])
    expect(fault === undefined).toBe(declares)
  },
)

it('what carriers declare is in currencies that an order may have', () => {
  const declared = [fedex, ups].flatMap(({ customs }) => customs?.currencies ?? [])
  expect(declared.filter((code) => !currencies.has(code))).toEqual([])
})

it('vans drive only where the setting says', () => {
  const [fault] = carrierFaults({ ...home, country: 'FR' }, fleetLimits(['GB', 'IE']))
  expect(fault).toEqual({
    field: 'country',
    message: 'must be a country that own-fleet delivers to: GB, IE',
  })
})

it('own labels take the longest address that a request may have', () => {
  const longest = {
    ...{ name: 'n'.repeat(100), company: 'c'.repeat(100), street: 's'.repeat(200) },
    ...{ street2: 's'.repeat(100), street3: 's'.repeat(100), city: 'c'.repeat(100) },
    ...{ region: 'r'.repeat(100), postcode: 'p'.repeat(20), country: 'GB' },
  }
  expect(carrierFaults(longest, fleetLimits(['GB']))).toEqual([])
})
