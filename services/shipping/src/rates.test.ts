import fc from 'fast-check'
import { expect, it } from 'vitest'
import { estimatedRate, fleetRate } from './rates.ts'

it.each([
  ['GB', 1, 320],
  ['GB', 500, 320],
  ['GB', 501, 420],
  ['FR', 2_000, 890],
  ['JP', 10_001, 7_490],
  ['GB', 30_000, 1_190],
  ['GB', 30_001, 1_190 + 320],
] as const)('own fleet to %s with %i g costs %i pence', (country, grams, expected) => {
  expect(fleetRate(country, grams).amountMinor).toBe(expected)
})

it('more weight never costs less, and no weight is free', () => {
  const grams = fc.integer({ min: 1, max: 1_000_000 })
  const country = fc.constantFrom('GB', 'FR', 'ES', 'JP')
  fc.assert(
    fc.property(country, grams, grams, (to, a, b) => {
      const [light, heavy] = [Math.min(a, b), Math.max(a, b)].map((g) => fleetRate(to, g))
      expect(heavy?.amountMinor).toBeGreaterThanOrEqual(light?.amountMinor ?? 0)
      expect(light?.amountMinor).toBeGreaterThan(0)
    }),
  )
})

it('a stand-in for a carrier is dearer than our own vans', () => {
  for (const carrier of ['fedex', 'ups'] as const)
    expect(estimatedRate(carrier, 'GB', 900).amountMinor).toBeGreaterThan(420)
})
