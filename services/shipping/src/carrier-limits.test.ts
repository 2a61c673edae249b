import {
  type Address,
  carrierAddress,
  carrierFaults,
  carrierLimits,
  currencies,
  customsFault,
} from '@stoa/contracts'
import { expect, it } from 'vitest'
import { externalLimits, fleetLimits } from './carrier-limits.ts'

const { fedex, ups } = externalLimits
const home = { name: 'Ada', street: '1 Way', city: 'Leeds', postcode: 'LS1 1AA', country: 'GB' }

it.each([fedex, ups, fleetLimits(['GB'])])('can be published: $carrier', (limits) => {
  expect(carrierLimits.parse(limits)).toEqual(limits)
  expect(carrierFaults(home, limits)).toEqual([])
})

const texas = {
  ...{ name: 'Ada', street: '1 Way', city: 'Austin', region: 'TX', postcode: '78701' },
  ...{ country: 'US', phone: '(512) 555-0100' },
}
const toronto = {
  ...texas,
  ...{ city: 'Toronto', region: 'ON', postcode: 'M5V 2T6', country: 'CA' },
}
const dublin = { name: 'Ada', street: '1 Way', city: 'Swords', country: 'IE', phone: '0112345678' }

it.each<['fedex' | 'ups', string, Address, string[]]>([
  ['fedex', 'ten digits in the US', texas, []],
  ['fedex', 'ten digits after 1 in the US', { ...texas, phone: '+1 512 555 0100' }, []],
  ['fedex', 'eleven digits in the US', { ...texas, phone: '25125550100' }, ['phone']],
  ['fedex', 'a phone from abroad in the US', { ...texas, phone: '+44 20 7946 0018' }, ['phone']],
  ['fedex', 'ten digits in Canada', toronto, []],
  ['fedex', 'ten digits after 1 in Canada', { ...toronto, phone: '1-416-555-0100' }, []],
  ['fedex', 'twelve digits in Canada', { ...toronto, phone: '001 416 555 0100' }, ['phone']],
  ['fedex', 'no phone in Canada', { ...toronto, phone: undefined }, ['phone']],
  ['fedex', 'no county in Ireland', dublin, []],
  ['fedex', 'nine digits in Ireland', { ...dublin, phone: '123456789' }, ['phone']],
  ['fedex', 'fifteen digits in Ireland', { ...dublin, phone: '1'.repeat(15) }, []],
  ['ups', 'eleven digits in the US', { ...texas, phone: '25125550100' }, []],
  ['ups', 'no county in Ireland', dublin, ['region']],
  ['ups', 'no such county in Ireland', { ...dublin, region: 'Kent' }, ['region']],
  ['ups', 'a county in Ireland by its code', { ...dublin, region: 'D' }, []],
  ['ups', 'a county in Ireland', { ...dublin, region: 'Co. Dublin' }, []],
  ['ups', 'a county in Ireland without Co.', { ...dublin, region: 'Dublin' }, []],
  ['ups', 'nine digits as a postcode in the US', { ...texas, postcode: '78701-1234' }, []],
])('%s: %s', (carrier, _, address, fields) => {
  const faults = carrierFaults(address, externalLimits[carrier])
  expect(faults.map(({ field }) => field)).toEqual(fields)
})

it('UPS has Ireland’s county in its field, and postcodes as it writes them', () => {
  const inUps = (address: Address) => carrierAddress(address, ups)
  expect(inUps({ ...dublin, region: 'County Cork' })).toMatchObject({
    city: 'Swords',
    region: 'CO',
  })
  expect(inUps({ ...texas, postcode: '78701-1234' }).postcode).toBe('787011234')
  expect(inUps(toronto).postcode).toBe('M5V2T6')
  expect(inUps(home).postcode).toBe('LS1 1AA')
})

it('a fault names the rule', () => {
  const [phone] = carrierFaults({ ...texas, phone: '5550100' }, fedex)
  expect(phone?.message).toBe('must have 10 digits in United States for fedex, which 1 may precede')
  expect(carrierFaults(dublin, ups)[0]?.message).toBe('is required by ups in Ireland: the county')
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
