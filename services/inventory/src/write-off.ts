import type { Allocation } from './allocate.ts'
import type { StockLevel } from './stock.ts'

const placeOf = ({ sku, warehouse }: { readonly sku: string; readonly warehouse: string }) =>
  `${sku} ${warehouse}`

/** The orders, first come, first served, whose pieces are all on hand. */
export function coveredByStock(
  orderIds: readonly string[],
  lines: readonly (Allocation & { readonly orderId: string })[],
  stock: readonly StockLevel[],
): ReadonlySet<string> {
  const onHand = new Map(stock.map((level) => [placeOf(level), level.onHand]))
  const left = (line: Allocation) => onHand.get(placeOf(line)) ?? 0
  const linesOf = Map.groupBy(lines, ({ orderId }) => orderId)
  const covered = new Set<string>()
  for (const orderId of orderIds) {
    const own = linesOf.get(orderId) ?? []
    if (!own.every((line) => left(line) >= line.quantity)) continue
    for (const line of own) onHand.set(placeOf(line), left(line) - line.quantity)
    covered.add(orderId)
  }
  return covered
}
