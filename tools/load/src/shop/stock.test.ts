import { expect, test } from 'vitest'
import { missingStock } from './stock.ts'

test('each warehouse receives what it lacks, rounded up', () => {
  expect(missingStock(['A'], [{ sku: 'A', warehouse: 'north', onHand: 40_000 }], 50_000)).toEqual([
    { warehouse: 'south', lines: [{ sku: 'A', quantity: 30_000 }] },
  ])
})

test('a warehouse with enough stock receives nothing', () => {
  const stock = ['north', 'south'].map((warehouse) => ({ sku: 'A', warehouse, onHand: 10 }))
  expect(missingStock(['A'], stock, 20)).toEqual([])
})
