import { expect, test } from 'vitest'
import { shortOf } from './stock.ts'

test('what is short comes in at each warehouse, rounded up', () => {
  expect(shortOf(['A'], [{ sku: 'A', warehouse: 'north', onHand: 40_000 }], 50_000)).toEqual([
    { warehouse: 'south', lines: [{ sku: 'A', quantity: 30_000 }] },
  ])
})

test('nothing comes in where enough lies already', () => {
  const stock = ['north', 'south'].map((warehouse) => ({ sku: 'A', warehouse, onHand: 10 }))
  expect(shortOf(['A'], stock, 20)).toEqual([])
})
