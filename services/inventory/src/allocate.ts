import type { Line } from '@stoa/contracts'

/** Pieces on hand: SKU → warehouse → quantity. */
export type OnHand = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Pieces of a SKU taken from one warehouse. */
export interface Allocation {
  readonly sku: string
  readonly warehouse: string
  readonly quantity: number
}

/** All sets of up to this many warehouses are searched; a wider split is chosen greedily. */
const maxExhaustiveSize = 3

const quantityAt = (onHand: OnHand, sku: string, warehouse: string): number =>
  onHand.get(sku)?.get(warehouse) ?? 0

const covers = (onHand: OnHand, lines: readonly Line[], warehouses: readonly string[]): boolean =>
  lines.every(({ sku, quantity }) => {
    let total = 0
    for (const warehouse of warehouses) total += quantityAt(onHand, sku, warehouse)
    return total >= quantity
  })

function* subsets(of: readonly string[], size: number, from = 0): Generator<string[]> {
  if (size === 0) yield []
  else
    for (let at = from; at <= of.length - size; at += 1)
      for (const rest of subsets(of, size - 1, at + 1)) yield [of[at] as string, ...rest]
}

/** Adds the warehouse that has most of the missing pieces until the set covers the lines. */
function chooseGreedily(
  onHand: OnHand,
  lines: readonly Line[],
  warehouses: readonly string[],
): string[] {
  const chosen: string[] = []
  const candidates = new Set(warehouses)
  const missing = new Map(lines.map(({ sku, quantity }) => [sku, quantity]))
  const contribution = (warehouse: string) => {
    let pieces = 0
    for (const [sku, quantity] of missing)
      pieces += Math.min(quantity, quantityAt(onHand, sku, warehouse))
    return pieces
  }
  while (candidates.size > 0 && !covers(onHand, lines, chosen)) {
    const best = [...candidates].reduce((a, b) => (contribution(b) > contribution(a) ? b : a))
    chosen.push(best)
    candidates.delete(best)
    for (const [sku, quantity] of missing)
      missing.set(sku, Math.max(0, quantity - quantityAt(onHand, sku, best)))
  }
  return chosen
}

/** The smallest set of warehouses that covers the lines. */
function chooseWarehouses(onHand: OnHand, lines: readonly Line[]): readonly string[] {
  const stocked = new Set<string>()
  for (const { sku } of lines)
    for (const [warehouse, pieces] of onHand.get(sku) ?? []) if (pieces > 0) stocked.add(warehouse)
  const warehouses = [...stocked].sort()
  for (let size = 1; size <= Math.min(maxExhaustiveSize, warehouses.length); size += 1)
    for (const subset of subsets(warehouses, size)) if (covers(onHand, lines, subset)) return subset
  return chooseGreedily(onHand, lines, warehouses)
}

/** Chooses the warehouses of each line. The caller has checked that there is enough of every SKU. */
export function allocate(onHand: OnHand, lines: readonly Line[]): Allocation[] {
  const warehouses = chooseWarehouses(onHand, lines)
  return lines.flatMap(({ sku, quantity }) => {
    const sufficient = warehouses.find(
      (warehouse) => quantityAt(onHand, sku, warehouse) >= quantity,
    )
    if (sufficient !== undefined) return [{ sku, warehouse: sufficient, quantity }]
    const allocations: Allocation[] = []
    let missing = quantity
    for (const warehouse of warehouses) {
      const taken = Math.min(missing, quantityAt(onHand, sku, warehouse))
      if (taken > 0) allocations.push({ sku, warehouse, quantity: taken })
      missing -= taken
    }
    return allocations
  })
}
