import { describe, expect, it } from 'vitest'
import { address } from './address.ts'
import { addressBody } from './address-body.ts'
import { countries } from './countries.ts'
import { countryRules } from './country-rules.ts'

const london = { name: 'Ada', street: '1 Way', city: 'London', postcode: 'N1 9GU', country: 'GB' }

const faultsOf = (value: object): string[] => {
  const { error } = addressBody.safeParse(value)
  return (error?.issues ?? []).flatMap(({ code, path, ...issue }) =>
    code === 'unrecognized_keys' && 'keys' in issue ? issue.keys : [path.join('/')],
  )
}

it.each([
  ['one street line', london],
  [
    'three street lines, a company and a phone',
    {
      ...london,
      company: 'Analytical Engines',
      street2: 'Floor 3',
      street3: 'Left wing',
      phone: '+44 20 7946 0018',
    },
  ],
  ['Ireland without an Eircode', { ...london, city: 'Dublin', postcode: undefined, country: 'IE' }],
  ['Ireland with an Eircode', { ...london, city: 'Dublin', postcode: 'D02 X285', country: 'IE' }],
  [
    'Hong Kong without postcode and city',
    { name: '陳大文', street: '1 Nathan Road', region: 'Kowloon', country: 'HK' },
  ],
  [
    'the Emirates by an emirate’s Latin name',
    { name: 'علي', street: '1 Sheikh Zayed Road', region: 'dubai', country: 'AE' },
  ],
  [
    'a state by its code',
    { ...london, city: 'Austin', region: 'TX', postcode: '78701', country: 'US' },
  ],
  [
    'a state by its name',
    { ...london, city: 'Sydney', region: 'New South Wales', postcode: '2000', country: 'AU' },
  ],
  [
    'a province by its French name',
    {
      ...london,
      city: 'Vancouver',
      region: 'Colombie-Britannique',
      postcode: 'V6B 1A1',
      country: 'CA',
    },
  ],
  [
    'a prefecture in Japanese, without a city',
    { name: '山田', street: '千代田1-1', region: '東京都', postcode: '100-0001', country: 'JP' },
  ],
  [
    'Singapore without a city',
    { name: 'Tan', street: '1 Raffles Place', postcode: '048616', country: 'SG' },
  ],
])('takes %s', (_, value) => expect(faultsOf(value)).toEqual([]))

it.each([
  ['UK and other codes that are not ISO 3166-1', { ...london, country: 'UK' }, ['country']],
  ['XX', { ...london, country: 'XX' }, ['country']],
  ['no postcode where there must be one', { ...london, postcode: undefined }, ['postcode']],
  ['the postcode of another country', { ...london, postcode: '10115' }, ['postcode']],
  [
    'no state in the US',
    { ...london, city: 'Austin', postcode: '78701', country: 'US' },
    ['region'],
  ],
  [
    'a state that there is not',
    { ...london, city: 'Austin', region: 'Bavaria', postcode: '78701', country: 'US' },
    ['region'],
  ],
  [
    'no state in Australia and Canada',
    { ...london, city: 'Sydney', postcode: '2000', country: 'AU' },
    ['region'],
  ],
  ['no city', { ...london, city: undefined }, ['city']],
  ['a blank name', { ...london, name: '   ' }, ['name']],
  ['a line break', { ...london, street: '1 Way\n2 Way' }, ['street']],
  ['a NUL', { ...london, city: 'Lon\u0000don' }, ['city']],
  ['a phone of 31 characters', { ...london, phone: `+${'1'.repeat(30)}` }, ['phone']],
  ['a phone without five digits', { ...london, phone: '+44 - - - -' }, ['phone']],
  ['a phone with letters', { ...london, phone: 'CALL ME' }, ['phone']],
  ['a field that there is not', { ...london, state: 'TX' }, ['state']],
])('refuses %s by its field', (_, value, fields) => expect(faultsOf(value)).toEqual(fields))

describe('the rules of every country', () => {
  it.each(countries)('%s', (country) => {
    const { postcode, required } = countryRules(country)
    expect(required).toContain('street')
    if (postcode?.example) expect(postcode.example).toMatch(postcode.pattern)
  })
})

it('an error says what is expected, with an example', () => {
  const { error } = addressBody.safeParse({ ...london, region: undefined, country: 'AE' })
  expect(error?.issues[0]?.message).toBe(
    'is required in United Arab Emirates: the emirate: AZ (Abu Dhabi), SH (Sharjah), FU (Fujairah), UQ (Umm Al Quwain), DU (Dubai), RK (Ras al Khaimah), AJ (Ajman)',
  )
  expect(addressBody.safeParse({ ...london, postcode: 'X' }).error?.issues[0]?.message).toBe(
    'must be a postcode of United Kingdom, for example EC1Y 8SY',
  )
})

it('a postcode is stored in upper case, text trimmed and in NFC', () => {
  const parsed = addressBody.parse({ ...london, name: ' Zoe\u0308 ', postcode: 'n1 9gu' })
  expect(parsed).toEqual({ ...london, name: 'Zoë' })
})

describe('a postcode in upper case', () => {
  const hongKong = { name: 'Ada', street: '1 Nathan Road', region: 'Kowloon', country: 'HK' }
  const read = (postcode: string) => addressBody.safeParse({ ...hongKong, postcode })

  it.each([
    ['is counted after it was written so', 'ß'.repeat(10), 'S'.repeat(20)],
    ['is normalised after that', '\u0390', '\u03aa\u0301'],
    ['is trimmed', '\u00a0n1 \u3000', 'N1'],
  ])('%s', (_, written, postcode) => {
    expect(read(written).data).toEqual({ ...hongKong, postcode })
    expect(read(postcode).data).toEqual({ ...hongKong, postcode })
    expect(address.parse({ ...hongKong, postcode })).toEqual({ ...hongKong, postcode })
  })

  it.each([
    ['ligatures', 'ﬃ'.repeat(7)],
    ['sharp s', 'ß'.repeat(11)],
    ['letters with an apostrophe', 'ŉ'.repeat(20)],
  ])('has at most 20 characters: %s', (_, postcode) => {
    expect(read(postcode).error?.issues).toMatchObject([
      { path: ['postcode'], message: 'must have at most 20 characters' },
    ])
  })
})

it('a message may have an address that a release before these rules accepted', () => {
  const old = { name: ' ', street: 'x'.repeat(200), city: 'C', postcode: 'D', country: 'UK' }
  expect(address.parse(old)).toEqual(old)
})
