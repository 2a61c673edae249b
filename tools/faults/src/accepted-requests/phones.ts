import { phone } from '@stoa/contracts'
import fc from 'fast-check'

const isPhone = (text: string) => phone.safeParse(text).success

/** A number as people write it, of so many digits. */
const written = (digits: number) =>
  fc
    .tuple(
      fc.constantFrom('', '+', '(', ' '),
      fc.array(
        fc.tuple(fc.constantFrom(...'23456789'), fc.constantFrom('', '', '', ' ', '-', ') ')),
        { minLength: digits, maxLength: digits },
      ),
    )
    .map(([prefix, parts]) => `${prefix}${parts.flat().join('')}`)
    .filter(isPhone)

const ofThePattern = fc.stringMatching(/^(?:\+[0-9 ()-]{5,29}|[0-9 ()-]{5,30})$/)

/** Whatever the pattern of the schema takes. It counts no digits: a few have less than the five that a phone needs. */
export const anyPhone = fc.oneof(
  { weight: 19, arbitrary: ofThePattern.filter(isPhone) },
  { weight: 1, arbitrary: ofThePattern },
)

const northAmerican = new Set(['US', 'CA'])

/** A number that most carriers take in this country, and now and then another one, or none. */
export const phoneIn = (country: string) =>
  fc.oneof(
    {
      weight: 38,
      arbitrary: northAmerican.has(country)
        ? written(10)
        : fc.integer({ min: 10, max: 15 }).chain(written),
    },
    { weight: 1, arbitrary: anyPhone },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
