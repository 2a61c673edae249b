import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, type Order, reserveAll, type ShelfRow, takenFrom } from './reserve-all.ts'

const skus = ['A', 'B', 'C', 'D'] as const
const warehouses = ['east', 'north', 'south', 'west'] as const

const shelves = fc
  .uniqueArray(
    fc.record({
      sku: fc.constantFrom(...skus),
      warehouse: fc.constantFrom(...warehouses),
      onHand: fc.nat(20),
    }),
    { selector: ({ sku, warehouse }) => `${sku}/${warehouse}`, maxLength: 16 },
  )
  .map((rows): ShelfRow[] => rows)

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

const place = (of: { sku: string; warehouse: string }) => `${of.sku}/${of.warehouse}`
const sums = <T>(items: readonly T[], key: (item: T) => string, pieces: (item: T) => number) => {
  const found = new Map<string, number>()
  for (const item of items) found.set(key(item), (found.get(key(item)) ?? 0) + pieces(item))
  return found
}
const picksOf = (decision: Decision | undefined) =>
  decision?.outcome === 'held' ? decision.picks : []
const wanted = (order: Order) =>
  sums(
    order.lines,
    ({ sku }) => sku,
    ({ quantity }) => quantity,
  )
const left = (shelf: readonly ShelfRow[], decisions: readonly Decision[]): ShelfRow[] => {
  const taken = sums(decisions.flatMap(picksOf), place, ({ quantity }) => quantity)
  return shelf.map((row) => ({ ...row, onHand: row.onHand - (taken.get(place(row)) ?? 0) }))
}
const fits = (order: Order, shelf: readonly ShelfRow[]) => {
  const there = sums(
    shelf,
    ({ sku }) => sku,
    ({ onHand }) => onHand,
  )
  return [...wanted(order)].every(([sku, quantity]) => (there.get(sku) ?? 0) >= quantity)
}
const checkAll = (holds: (orders: Order[], shelf: ShelfRow[], decisions: Decision[]) => void) =>
  fc.assert(
    fc.property(orderLists, shelves, (orders, shelf) =>
      holds(orders, shelf, reserveAll(orders, shelf)),
    ),
  )

describe('whatever is ordered and whatever is on the shelf', () => {
  it('no place gives more than it has', () => {
    checkAll((_, shelf, decisions) => {
      for (const row of left(shelf, decisions)) expect(row.onHand).toBeGreaterThanOrEqual(0)
    })
  })

  it('an order gets exactly what it asked for, or nothing', () => {
    checkAll((orders, _, decisions) => {
      expect(decisions.map(({ orderId }) => orderId)).toEqual(orders.map(({ orderId }) => orderId))
      for (const [index, order] of orders.entries()) {
        const decision = decisions[index]
        if (decision?.outcome === 'rejected') continue
        const got = sums(
          picksOf(decision),
          ({ sku }) => sku,
          ({ quantity }) => quantity,
        )
        expect(got).toEqual(wanted(order))
      }
    })
  })

  it('an order is decided by what those before it left, and never by those after it', () => {
    checkAll((orders, shelf, decisions) => {
      for (const [index, order] of orders.entries()) {
        const before = left(shelf, decisions.slice(0, index))
        expect(decisions[index]?.outcome).toBe(fits(order, before) ? 'held' : 'rejected')
      }
    })
  })

  it('a split uses as few warehouses as can be', () => {
    checkAll((orders, shelf, decisions) => {
      for (const [index, order] of orders.entries()) {
        const used = new Set(picksOf(decisions[index]).map(({ warehouse }) => warehouse))
        if (used.size < 2) continue
        const before = left(shelf, decisions.slice(0, index))
        for (let mask = 1; mask < 1 << warehouses.length; mask += 1) {
          const some = warehouses.filter((_, bit) => mask & (1 << bit))
          if (some.length >= used.size) continue
          const rows = before.filter(({ warehouse }) => some.some((name) => name === warehouse))
          expect(fits(order, rows)).toBe(false)
        }
      }
    })
  })

  it('no order is given the same place twice for one SKU', () => {
    checkAll((_, __, decisions) => {
      for (const decision of decisions) {
        const places = picksOf(decision).map(place)
        expect(new Set(places).size).toBe(places.length)
      }
    })
  })

  it('a batch takes from each place once, all orders together', () => {
    checkAll((_, __, decisions) => {
      const taken = takenFrom(decisions)
      const places = taken.map(place)
      expect(new Set(places).size).toBe(places.length)
      expect(new Map(taken.map((one) => [place(one), one.quantity]))).toEqual(
        sums(decisions.flatMap(picksOf), place, ({ quantity }) => quantity),
      )
    })
  })
})

describe('a rejection', () => {
  const shelf = [
    { sku: 'A', warehouse: 'east', onHand: 2 },
    { sku: 'A', warehouse: 'west', onHand: 1 },
    { sku: 'B', warehouse: 'east', onHand: 0 },
  ]
  const order = (...lines: [string, number][]): Order => ({
    orderId: 'one',
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
  })

  it.each([
    ['too many pieces', order(['A', 4]), 'out_of_stock', ['A']],
    ['a SKU that is sold out', order(['A', 1], ['B', 1]), 'out_of_stock', ['B']],
    ['a SKU nobody knows', order(['A', 1], ['Z', 1]), 'unknown_sku', ['Z']],
    ['one of each', order(['B', 1], ['Z', 1]), 'unknown_sku', ['B', 'Z']],
    ['one SKU on two lines', order(['A', 2], ['A', 2]), 'out_of_stock', ['A']],
  ])('for %s names reason and SKUs', (_, asked, reason, named) => {
    expect(reserveAll([asked], shelf)).toEqual([
      { orderId: 'one', outcome: 'rejected', reason, skus: named },
    ])
  })

  it('takes nothing: the next order gets what it would have had', () => {
    const [, second] = reserveAll([order(['A', 3], ['B', 1]), order(['A', 3])], shelf)
    expect(second?.outcome).toBe('held')
  })
})

it('an order spread over more warehouses than are tried one by one still gets everything', () => {
  const shelf = Array.from({ length: 12 }, (_, index) => ({
    sku: 'A',
    warehouse: `w${String(index).padStart(2, '0')}`,
    onHand: 2,
  }))
  const [decision] = reserveAll([{ orderId: 'wide', lines: [{ sku: 'A', quantity: 23 }] }], shelf)
  expect(picksOf(decision).reduce((pieces, { quantity }) => pieces + quantity, 0)).toBe(23)
  expect(picksOf(decision)).toHaveLength(12)
})
