import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dimensions } from '../dimensions.ts'
import { type CarrierLimits, shippingCarrierChanged } from './carrier-limits.ts'
import { sizeFaults } from './size-faults.ts'

const unsized: CarrierLimits = {
  ...{ carrier: 'ups', streetLines: 3, streetLength: 35, nameLength: 35, companyLength: 35 },
  ...{ cityLength: 30, postcodeLength: 9, regionLength: 5 },
  ...{ postcodeRequiredIn: [], regionRequiredIn: [] },
}
const limits: CarrierLimits = { ...unsized, maxLengthMm: 2_740, maxLengthPlusGirthMm: 4_000 }
const sized = (lengthMm: number, widthMm: number, heightMm: number) => ({
  ...{ lengthMm, widthMm, heightMm },
})
const faults = (...sides: [number, number, number]) =>
  sizeFaults(sized(...sides), limits).map(({ measure, message }) => `${measure} ${message}`)

it.each<[string, [number, number, number], string[]]>([
  ['as long as a carrier takes', [2_740, 1, 1], []],
  [
    'longer by a millimetre',
    [2_741, 1, 1],
    ['longest side must be at most 2740 mm for ups; found 2741 mm'],
  ],
  ['whose longest side is its height', [1, 1, 2_740], []],
  [
    'too long in its width',
    [1, 2_741, 1],
    ['longest side must be at most 2740 mm for ups; found 2741 mm'],
  ],
  ['with as much length plus girth as a carrier takes', [1_000, 800, 700], []],
  [
    'with a millimetre too much around it',
    [1_001, 800, 700],
    ['length plus girth must be at most 4000 mm for ups; found 4001 mm'],
  ],
  [
    'too long and too thick',
    [3_000, 300, 300],
    [
      'longest side must be at most 2740 mm for ups; found 3000 mm',
      'length plus girth must be at most 4000 mm for ups; found 4200 mm',
    ],
  ],
])('a piece %s', (_, sides, expected) => expect(faults(...sides)).toEqual(expected))

it('a carrier without limits of size takes every piece', () => {
  expect(sizeFaults(sized(20_000, 20_000, 20_000), unsized)).toEqual([])
})

const side = fc.integer({ min: 1, max: 5_000 })

it('the order of the sides makes no difference', () => {
  fc.assert(
    fc.property(side, side, side, (a, b, c) => {
      expect(faults(b, c, a)).toEqual(faults(a, b, c))
      expect(faults(b, a, c)).toEqual(faults(a, b, c))
    }),
  )
})

it('a smaller piece fits wherever a larger one does', () => {
  fc.assert(
    fc.property(side, side, side, fc.nat({ max: 5_000 }), (a, b, c, more) => {
      expect(faults(a + more, b, c).length).toBeGreaterThanOrEqual(faults(a, b, c).length)
    }),
  )
})

it('limits of size are published, and an announcement of the release before has none', () => {
  const { schema } = shippingCarrierChanged
  expect(schema.parse({ ...limits, revision: 2 })).toEqual({ ...limits, revision: 2 })
  expect(schema.parse({ ...unsized, revision: 1 })).toEqual({ ...unsized, revision: 1 })
})

it.each([
  [300, true],
  [1, true],
  [20_000, true],
  [0, false],
  [20_001, false],
  [1.5, false],
])('a side of %d mm is one: %s', (lengthMm, valid) => {
  expect(dimensions.safeParse(sized(lengthMm, 1, 1)).success).toBe(valid)
})
