import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, type Order, reserveAll, totalAllocations } from './reserve-all.ts'
import type { StockLevel } from './stock.ts'

const skus = ['A', 'B', 'C', 'D'] as const
const warehouses = ['east', 'north', 'south', 'west'] as const

const stocks = fc
  .uniqueArray(
    fc.record({
      sku: fc.constantFrom(...skus),
      warehouse: fc.constantFrom(...warehouses),
      onHand: fc.nat(20),
    }),
    { selector: ({ sku, warehouse }) => `${sku}/${warehouse}`, maxLength: 16 },
  )
  .map((rows): StockLevel[] => rows)

const orderLists = fc
  .array(
    fc.array(
      fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 9 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    { maxLength: 25 },
  )
  .map((lists): Order[] => lists.map((lines, index) => ({ orderId: `order-${index}`, lines })))

const keyOf = (of: { sku: string; warehouse: string }) => `${of.sku}/${of.warehouse}`
const sums = <T>(items: readonly T[], key: (item: T) => string, pieces: (item: T) => number) => {
  const found = new Map<string, number>()
  for (const item of items) found.set(key(item), (found.get(key(item)) ?? 0) + pieces(item))
  return found
}
const allocationsOf = (decision: Decision | undefined) =>
  decision?.outcome === 'held' ? decision.allocations : []
const requested = (order: Order) =>
  sums(
    order.lines,
    ({ sku }) => sku,
    ({ quantity }) => quantity,
  )
const remaining = (stock: readonly StockLevel[], decisions: readonly Decision[]): StockLevel[] => {
  const allocated = sums(decisions.flatMap(allocationsOf), keyOf, ({ quantity }) => quantity)
  return stock.map((row) => ({ ...row, onHand: row.onHand - (allocated.get(keyOf(row)) ?? 0) }))
}
const fits = (order: Order, stock: readonly StockLevel[]) => {
  const available = sums(
    stock,
    ({ sku }) => sku,
    ({ onHand }) => onHand,
  )
  return [...requested(order)].every(([sku, quantity]) => (available.get(sku) ?? 0) >= quantity)
}
const checkAll = (holds: (orders: Order[], stock: StockLevel[], decisions: Decision[]) => void) =>
  fc.assert(
    fc.property(orderLists, stocks, (orders, stock) =>
      holds(orders, stock, reserveAll(orders, stock)),
    ),
  )

describe('for any orders and any stock', () => {
  it('no warehouse gives more than it has', () => {
    checkAll((_, stock, decisions) => {
      for (const row of remaining(stock, decisions)) expect(row.onHand).toBeGreaterThanOrEqual(0)
    })
  })

  it('an order gets exactly what it requested, or nothing', () => {
    checkAll((orders, _, decisions) => {
      expect(decisions.map(({ orderId }) => orderId)).toEqual(orders.map(({ orderId }) => orderId))
      for (const [index, order] of orders.entries()) {
        const decision = decisions[index]
        if (decision?.outcome === 'rejected') continue
        const received = sums(
          allocationsOf(decision),
          ({ sku }) => sku,
          ({ quantity }) => quantity,
        )
        expect(received).toEqual(requested(order))
      }
    })
  })

  it('an order is decided by the stock that the orders before it left', () => {
    checkAll((orders, stock, decisions) => {
      for (const [index, order] of orders.entries()) {
        const before = remaining(stock, decisions.slice(0, index))
        expect(decisions[index]?.outcome).toBe(fits(order, before) ? 'held' : 'rejected')
      }
    })
  })

  it('a split uses as few warehouses as possible', () => {
    checkAll((orders, stock, decisions) => {
      for (const [index, order] of orders.entries()) {
        const used = new Set(allocationsOf(decisions[index]).map(({ warehouse }) => warehouse))
        if (used.size < 2) continue
        const before = remaining(stock, decisions.slice(0, index))
        for (let mask = 1; mask < 1 << warehouses.length; mask += 1) {
          const some = warehouses.filter((_, bit) => mask & (1 << bit))
          if (some.length >= used.size) continue
          const rows = before.filter(({ warehouse }) => some.some((name) => name === warehouse))
          expect(fits(order, rows)).toBe(false)
        }
      }
    })
  })

  it('an order takes each SKU from a warehouse once', () => {
    checkAll((_, __, decisions) => {
      for (const decision of decisions) {
        const keys = allocationsOf(decision).map(keyOf)
        expect(new Set(keys).size).toBe(keys.length)
      }
    })
  })

  it('the totals of a batch have one row for each SKU and warehouse', () => {
    checkAll((_, __, decisions) => {
      const allocated = totalAllocations(decisions)
      const keys = allocated.map(keyOf)
      expect(new Set(keys).size).toBe(keys.length)
      expect(new Map(allocated.map((one) => [keyOf(one), one.quantity]))).toEqual(
        sums(decisions.flatMap(allocationsOf), keyOf, ({ quantity }) => quantity),
      )
    })
  })
})

describe('a rejection', () => {
  const stock = [
    { sku: 'A', warehouse: 'east', onHand: 2 },
    { sku: 'A', warehouse: 'west', onHand: 1 },
    { sku: 'B', warehouse: 'east', onHand: 0 },
  ]
  const order = (...lines: [string, number][]): Order => ({
    orderId: 'one',
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
  })

  it.each([
    ['too many pieces', order(['A', 4]), 'out_of_stock', { A: 3 }],
    ['a SKU that is sold out', order(['A', 1], ['B', 1]), 'out_of_stock', { B: 0 }],
    ['an unknown SKU', order(['A', 1], ['Z', 1]), 'unknown_sku', { Z: 0 }],
    ['a sold-out and an unknown SKU', order(['B', 1], ['Z', 1]), 'unknown_sku', { B: 0, Z: 0 }],
    ['one SKU on two lines', order(['A', 2], ['A', 2]), 'out_of_stock', { A: 3 }],
  ])('for %s names the reason, the SKUs and what is left of each', (_, refused, reason, left) => {
    const named = Object.entries(left).map(([sku, quantity]) => ({ sku, quantity }))
    const skus = Object.keys(left)
    expect(reserveAll([refused], stock)).toEqual([
      { orderId: 'one', outcome: 'rejected', reason, skus, left: named },
    ])
  })

  it('says what is left after the orders before it', () => {
    const [, second] = reserveAll([order(['A', 2]), order(['A', 2])], stock)
    expect(second).toMatchObject({ left: [{ sku: 'A', quantity: 1 }] })
  })

  it('takes no stock from the next order', () => {
    const [, second] = reserveAll([order(['A', 3], ['B', 1]), order(['A', 3])], stock)
    expect(second?.outcome).toBe('held')
  })
})

it('an order wider than the exhaustive search still gets everything', () => {
  const stock = Array.from({ length: 12 }, (_, index) => ({
    sku: 'A',
    warehouse: `w${String(index).padStart(2, '0')}`,
    onHand: 2,
  }))
  const [decision] = reserveAll([{ orderId: 'wide', lines: [{ sku: 'A', quantity: 23 }] }], stock)
  expect(allocationsOf(decision).reduce((pieces, { quantity }) => pieces + quantity, 0)).toBe(23)
  expect(allocationsOf(decision)).toHaveLength(12)
})
