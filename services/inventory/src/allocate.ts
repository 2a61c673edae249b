import type { Line } from '@stoa/contracts'

/** What is on hand: SKU → warehouse → pieces. */
export type OnHand = ReadonlyMap<string, ReadonlyMap<string, number>>

export interface Pick {
  readonly sku: string
  readonly warehouse: string
  readonly quantity: number
}

/** Sets of at most this many warehouses are tried one by one; a wider split is put together greedily. */
const exactUpTo = 3

const has = (onHand: OnHand, sku: string, warehouse: string): number =>
  onHand.get(sku)?.get(warehouse) ?? 0

const covers = (onHand: OnHand, lines: readonly Line[], warehouses: readonly string[]): boolean =>
  lines.every(({ sku, quantity }) => {
    let found = 0
    for (const warehouse of warehouses) found += has(onHand, sku, warehouse)
    return found >= quantity
  })

function* subsets(of: readonly string[], size: number, from = 0): Generator<string[]> {
  if (size === 0) yield []
  else
    for (let at = from; at <= of.length - size; at += 1)
      for (const rest of subsets(of, size - 1, at + 1)) yield [of[at] as string, ...rest]
}

/** Again and again the warehouse that has most of what is still missing. */
function greedy(onHand: OnHand, lines: readonly Line[], warehouses: readonly string[]): string[] {
  const chosen: string[] = []
  const left = new Set(warehouses)
  const missing = new Map(lines.map(({ sku, quantity }) => [sku, quantity]))
  const gain = (warehouse: string) => {
    let pieces = 0
    for (const [sku, quantity] of missing) pieces += Math.min(quantity, has(onHand, sku, warehouse))
    return pieces
  }
  while (left.size > 0 && !covers(onHand, lines, chosen)) {
    const best = [...left].reduce((a, b) => (gain(b) > gain(a) ? b : a))
    chosen.push(best)
    left.delete(best)
    for (const [sku, quantity] of missing)
      missing.set(sku, Math.max(0, quantity - has(onHand, sku, best)))
  }
  return chosen
}

/** One warehouse for the whole order when there is one, else as few as can be. */
function choose(onHand: OnHand, lines: readonly Line[]): readonly string[] {
  const useful = new Set<string>()
  for (const { sku } of lines)
    for (const [warehouse, pieces] of onHand.get(sku) ?? []) if (pieces > 0) useful.add(warehouse)
  const warehouses = [...useful].sort()
  for (let size = 1; size <= Math.min(exactUpTo, warehouses.length); size += 1)
    for (const subset of subsets(warehouses, size)) if (covers(onHand, lines, subset)) return subset
  return greedy(onHand, lines, warehouses)
}

/** Where each line is taken from; the caller has seen to it that there is enough of everything. */
export function allocate(onHand: OnHand, lines: readonly Line[]): Pick[] {
  const warehouses = choose(onHand, lines)
  return lines.flatMap(({ sku, quantity }) => {
    const whole = warehouses.find((warehouse) => has(onHand, sku, warehouse) >= quantity)
    if (whole !== undefined) return [{ sku, warehouse: whole, quantity }]
    const picks: Pick[] = []
    let missing = quantity
    for (const warehouse of warehouses) {
      const taken = Math.min(missing, has(onHand, sku, warehouse))
      if (taken > 0) picks.push({ sku, warehouse, quantity: taken })
      missing -= taken
    }
    return picks
  })
}
