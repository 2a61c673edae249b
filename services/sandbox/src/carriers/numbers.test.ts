import { expect, it } from 'vitest'
import { fedexNumber, upsNumber } from './numbers.ts'

const isFedex = (number: string) =>
  ([...number.slice(0, 11)].reduce(
    (sum, one, at) => sum + Number(one) * ([3, 1, 7][at % 3] ?? 0),
    0,
  ) %
    11) %
    10 ===
  Number(number[11])

it('the rule that FedEx numbers are checked by holds for a published number', () => {
  expect(isFedex('986578788855')).toBe(true)
  expect(isFedex('986578788854')).toBe(false)
})

it('a FedEx number has twelve digits and keeps the rule, for any serial', () => {
  for (const serial of [0, 1, 12_345, 49_999_999_999]) {
    expect(fedexNumber(serial)).toMatch(/^\d{12}$/)
    expect(isFedex(fedexNumber(serial))).toBe(true)
  }
})

const digit = (character: string) =>
  /\d/.test(character) ? Number(character) : (character.charCodeAt(0) - 63) % 10

/** Every second one doubled; the check digit brings the sum to a multiple of ten. */
const isUps = (number: string) => {
  const sum = [...number.slice(2, 17)].reduce(
    (total, one, at) => total + digit(one) * (at % 2 === 1 ? 2 : 1),
    0,
  )
  return (sum + Number(number[17])) % 10 === 0
}

it('the rule that UPS numbers are checked by holds for a published number', () => {
  expect(isUps('1Z5R89390357567127')).toBe(true)
  expect(isUps('1Z5R89390357567128')).toBe(false)
})

it('a UPS number has eighteen characters and keeps the rule, for any serial', () => {
  for (const serial of [0, 1, 9_999_999, 10_000_000, 123_456_789_012]) {
    const number = upsNumber(serial, '11')
    expect(number).toMatch(/^1Z[0-9A-Z]{6}11\d{8}$/)
    expect(isUps(number)).toBe(true)
  }
})
