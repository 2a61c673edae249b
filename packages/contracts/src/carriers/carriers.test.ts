import { describe, expect, it } from 'vitest'
import { carrierAddress } from './carrier-address.ts'
import { carrierFaults, weightFault } from './carrier-faults.ts'
import type { CarrierLimits } from './carrier-limits.ts'
import { splitLines } from './split-lines.ts'

const limits: CarrierLimits = {
  carrier: 'ups',
  countries: ['GB', 'US', 'HK', 'AE', 'SG', 'JP', 'NL'],
  streetLines: 3,
  streetLength: 35,
  nameLength: 35,
  companyLength: 35,
  cityLength: 30,
  postcodeLength: 9,
  regionLength: 5,
  postcodeRequiredIn: ['US', 'GB'],
  regionRequiredIn: ['US'],
  phone: { minDigits: 1, maxDigits: 15, optionalIn: ['GB', 'NL', 'US'] },
  maxWeightGrams: 70_000,
}
const home = { name: 'Ada', street: '1 Way', city: 'London', postcode: 'N1 9GU', country: 'GB' }
const faulty = (more: object, change: Partial<CarrierLimits> = {}) =>
  carrierFaults({ ...home, ...more }, { ...limits, ...change }).map(({ field }) => field)

describe('lines of a street', () => {
  const two = { lines: 2, length: 10 }
  it.each([
    ['stay as they are when they fit', ['Floor 3', '1 Way'], ['Floor 3', '1 Way']],
    ['are split at the end of a word', ['Gasthuis straat 15'], ['Gasthuis', 'straat 15']],
    ['share a line when they are too many', ['A', 'B', 'C'], ['A B C']],
    ['do not fit when a word is longer than a line', ['Gasthuisstraat 15'], undefined],
    [
      'do not fit when they are too many and too long',
      ['1234567 89', '1234567', '123456'],
      undefined,
    ],
    ['count characters, not UTF-16 units', ['🏠'.repeat(10)], ['🏠'.repeat(10)]],
  ])('%s', (_, texts, lines) => expect(splitLines(texts, two)).toEqual(lines))
})

describe('an address in a carrier’s fields', () => {
  const to = (more: object, change: Partial<CarrierLimits> = {}) =>
    carrierAddress({ ...home, ...more }, { ...limits, ...change })

  it('keeps the whole of a long street', () => {
    const street = 'Burgemeester van Meeuwenstraat, huisnummer 157 H, derde verdieping'
    expect(to({ street })?.streetLines).toEqual([
      'Burgemeester van Meeuwenstraat,',
      'huisnummer 157 H, derde verdieping',
    ])
  })
  it('has the code of a region that was given by its name', () => {
    expect(to({ country: 'US', region: 'texas', city: 'Austin' })).toMatchObject({
      region: 'TX',
      city: 'Austin',
    })
  })
  it('has a region beside the city when there is no field for it', () => {
    expect(to({ country: 'JP', region: '東京都', city: undefined })?.city).toBe('東京都')
    expect(to({ country: 'HK', region: 'Kowloon', city: 'Mong Kok' })?.city).toBe(
      'Mong Kok, Kowloon',
    )
    expect(to({ region: 'Greater London' })?.city).toBe('London, Greater London')
  })
  it('has the country as the city of a city state', () => {
    expect(to({ country: 'SG', city: undefined })?.city).toBe('Singapore')
  })
  it('has the company as a street line when there is no field for it', () => {
    expect(to({ company: 'Engines' }, { companyLength: 0 })?.streetLines).toEqual([
      'Engines',
      '1 Way',
    ])
  })
  it('has the digits of a phone', () => {
    expect(to({ phone: '+44 (20) 7946-0018' })?.phone).toBe('442079460018')
  })
})

describe('what a carrier cannot take', () => {
  it.each<[string, object, string[]]>([
    ['an address that fits', {}, []],
    ['a country it does not serve', { country: 'FR' }, ['country']],
    ['a long name', { name: 'x'.repeat(36) }, ['name']],
    ['a long company', { company: 'x'.repeat(36) }, ['company']],
    ['a street longer than all lines', { street: 'word '.repeat(25) }, ['street']],
    ['a long city', { city: 'x'.repeat(31) }, ['city']],
    ['a long postcode', { postcode: 'x'.repeat(10) }, ['postcode']],
    ['no postcode where it needs one', { postcode: undefined }, ['postcode']],
    ['no region where it needs one', { country: 'US' }, ['region']],
    ['no phone where it needs one', { country: 'SG' }, ['phone']],
    ['a phone with too many digits', { phone: '1'.repeat(16) }, ['phone']],
  ])('%s', (_, more, fields) => expect(faulty(more)).toEqual(fields))

  it('a carrier without a list of countries goes everywhere', () => {
    expect(faulty({ country: 'FR' }, { countries: undefined, phone: undefined })).toEqual([])
  })
  it('names the field and the limit', () => {
    expect(carrierFaults({ ...home, name: 'x'.repeat(36) }, limits)).toEqual([
      { field: 'name', message: 'must have at most 35 characters for ups' },
    ])
    expect(weightFault(70_001, limits)?.message).toBe(
      'must be at most 70 kg for ups; found 70.001 kg',
    )
    expect(weightFault(70_000, limits)).toBe(undefined)
  })
})
