import { expect, it } from 'vitest'
import { fleetNumber } from './fleet-number.ts'

it('ends in the check digit of GS1, as a published number does', () => {
  // GTIN-13 4006381333931: the same weights over twelve digits.
  expect(fleetNumber(400_638_133_393)).toBe('SF4006381333931')
})

it('has ten digits and differs from its neighbours', () => {
  expect(fleetNumber(1)).toBe('SF00000000017')
  expect(new Set([1, 2, 3, 10].map(fleetNumber)).size).toBe(4)
})
