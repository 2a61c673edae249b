import type { Line } from '@stoa/contracts'
import { allocate, type Pick } from './allocate.ts'

export interface Order {
  readonly orderId: string
  readonly lines: readonly Line[]
}

export interface ShelfRow {
  readonly sku: string
  readonly warehouse: string
  readonly onHand: number
}

export interface Held {
  readonly orderId: string
  readonly outcome: 'held'
  readonly picks: readonly Pick[]
}

export interface Rejected {
  readonly orderId: string
  readonly outcome: 'rejected'
  readonly reason: 'unknown_sku' | 'out_of_stock'
  /** Those that stand in the way. */
  readonly skus: readonly string[]
}

export type Decision = Held | Rejected

function merged(lines: readonly Line[]): Line[] {
  const pieces = new Map<string, number>()
  for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity)
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }))
}

/** Who gets what: first come, first served; an order gets all of its lines or none. */
export function reserveAll(orders: readonly Order[], shelf: readonly ShelfRow[]): Decision[] {
  const onHand = new Map<string, Map<string, number>>()
  for (const { sku, warehouse, onHand: pieces } of shelf) {
    const bins = onHand.get(sku)
    if (bins) bins.set(warehouse, pieces)
    else onHand.set(sku, new Map([[warehouse, pieces]]))
  }
  const total = (sku: string) => {
    let pieces = 0
    for (const found of onHand.get(sku)?.values() ?? []) pieces += found
    return pieces
  }

  return orders.map(({ orderId, lines: asked }) => {
    const lines = merged(asked)
    const unknown = lines.filter(({ sku }) => !onHand.has(sku))
    const short = lines.filter(({ sku, quantity }) => total(sku) < quantity)
    if (short.length > 0)
      return {
        orderId,
        outcome: 'rejected',
        reason: unknown.length > 0 ? 'unknown_sku' : 'out_of_stock',
        skus: short.map(({ sku }) => sku),
      }
    const picks = allocate(onHand, lines)
    for (const { sku, warehouse, quantity } of picks) {
      const bins = onHand.get(sku)
      bins?.set(warehouse, (bins.get(warehouse) ?? 0) - quantity)
    }
    return { orderId, outcome: 'held', picks }
  })
}

/** What the decisions take from each place: one row for each, however many orders want it. */
export function takenFrom(decisions: readonly Decision[]): Pick[] {
  const taken = new Map<string, Pick>()
  for (const decision of decisions) {
    if (decision.outcome === 'rejected') continue
    for (const pick of decision.picks) {
      const place = `${pick.sku}\n${pick.warehouse}`
      const before = taken.get(place)?.quantity ?? 0
      taken.set(place, { ...pick, quantity: before + pick.quantity })
    }
  }
  return [...taken.values()]
}
