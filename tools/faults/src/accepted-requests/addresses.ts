import { countries, countryRules } from '@stoa/contracts'
import fc from 'fast-check'
import type { Fits } from './fits.ts'
import { hostileText } from './hostile-text.ts'
import { phoneIn } from './phones.ts'

/** Home has its own weight: the own fleet delivers nowhere else. */
const country = fc.oneof(
  { weight: 10, arbitrary: fc.constant('GB') },
  { weight: 2, arbitrary: fc.constantFrom(...countries) },
)

/** In the sandbox a postcode of zeros is an address that no carrier delivers to. */
const isOfZeros = (text: string) => /^[0\s-]*$/.test(text)

/** Of a pattern with an assertion nothing can be made: its example is taken. */
const postcodes = ({ pattern: { source }, example }: { pattern: RegExp; example: string }) =>
  source.includes('\\b')
    ? fc.constant(example)
    : fc.stringMatching(new RegExp(source)).filter((one) => !isOfZeros(one))

/** Text for a field of a carrier's label: long ones do not fit, so a few are enough. */
const textFor = (length: number, longest = 100) =>
  fc.oneof(
    { weight: 9, arbitrary: hostileText(length) },
    { weight: 1, arbitrary: hostileText(longest) },
  )

/** The fields of an address that fit each other, as its country wants them; the rest is any text. */
export const places: fc.Arbitrary<Fits> = country.map((code): Fits => {
  const { postcode, regions, required } = countryRules(code)
  const city = textFor(12)
  const line = textFor(30)
  const optional = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined })
  const names = regions.flatMap((region) => [region.code, ...region.names])
  return {
    country: fc.constant(code),
    phone: phoneIn(code),
    postcode: postcode ? postcodes(postcode) : optional(textFor(9, 20)),
    ...{ name: line, street: line },
    ...{ company: optional(line), street2: optional(line), street3: optional(line) },
    city: required.includes('city') ? city : optional(city),
    region: fc.oneof(
      {
        weight: 3,
        arbitrary: names.length > 0 ? fc.constantFrom(...names) : fc.constant(undefined),
      },
      {
        weight: 1,
        arbitrary:
          required.includes('region') && names.length > 0
            ? fc.constantFrom(...names)
            : hostileText(12),
      },
    ),
  }
})
