import type { Line } from '@stoa/contracts'
import { type Allocation, allocate } from './allocate.ts'
import type { StockLevel } from './stock.ts'

export interface Order {
  readonly orderId: string
  readonly lines: readonly Line[]
}

export interface Held {
  readonly orderId: string
  readonly outcome: 'held'
  readonly allocations: readonly Allocation[]
}

export interface Rejected {
  readonly orderId: string
  readonly outcome: 'rejected'
  readonly reason: 'unknown_sku' | 'out_of_stock'
  /** The SKUs that are unknown or short. */
  readonly skus: readonly string[]
  /** The pieces of each of these SKUs that could still be reserved. */
  readonly left: readonly Line[]
}

export type Decision = Held | Rejected

function mergeLines(lines: readonly Line[]): Line[] {
  const pieces = new Map<string, number>()
  for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity)
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }))
}

/** Decides a batch in its order, first come, first served; an order gets all of its lines or none. */
export function reserveAll(orders: readonly Order[], stock: readonly StockLevel[]): Decision[] {
  const onHand = new Map<string, Map<string, number>>()
  for (const { sku, warehouse, onHand: pieces } of stock) {
    const byWarehouse = onHand.get(sku)
    if (byWarehouse) byWarehouse.set(warehouse, pieces)
    else onHand.set(sku, new Map([[warehouse, pieces]]))
  }
  const totalOf = (sku: string) => {
    let total = 0
    for (const pieces of onHand.get(sku)?.values() ?? []) total += pieces
    return total
  }

  return orders.map(({ orderId, lines: requested }) => {
    const lines = mergeLines(requested)
    const unknown = lines.filter(({ sku }) => !onHand.has(sku))
    const short = lines.filter(({ sku, quantity }) => totalOf(sku) < quantity)
    if (short.length > 0)
      return {
        orderId,
        outcome: 'rejected',
        reason: unknown.length > 0 ? 'unknown_sku' : 'out_of_stock',
        skus: short.map(({ sku }) => sku),
        left: short.map(({ sku }) => ({ sku, quantity: totalOf(sku) })),
      }
    const allocations = allocate(onHand, lines)
    for (const { sku, warehouse, quantity } of allocations) {
      const byWarehouse = onHand.get(sku)
      byWarehouse?.set(warehouse, (byWarehouse.get(warehouse) ?? 0) - quantity)
    }
    return { orderId, outcome: 'held', allocations }
  })
}

/** The total that the decisions allocate of each SKU in each warehouse, so that each row of stock is updated once. */
export function totalAllocations(decisions: readonly Decision[]): Allocation[] {
  const totals = new Map<string, Allocation>()
  for (const decision of decisions) {
    if (decision.outcome === 'rejected') continue
    for (const allocation of decision.allocations) {
      const key = `${allocation.sku}\n${allocation.warehouse}`
      const before = totals.get(key)?.quantity ?? 0
      totals.set(key, { ...allocation, quantity: before + allocation.quantity })
    }
  }
  return [...totals.values()]
}
