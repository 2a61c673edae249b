import type { StockRow } from './store/stock.ts'

export interface StockView {
  readonly sku: string
  /** Pieces that can be ordered, over all warehouses. */
  readonly available: number
  /** For staff alone. */
  readonly warehouses?: readonly Omit<StockRow, 'sku'>[]
}

export function stockViews(rows: readonly StockRow[], forStaff: boolean): StockView[] {
  const bySku = Map.groupBy(rows, ({ sku }) => sku)
  return [...bySku].map(([sku, places]) => ({
    sku,
    available: places.reduce((pieces, { onHand }) => pieces + onHand, 0),
    ...(forStaff && { warehouses: places.map(({ sku: _, ...place }) => place) }),
  }))
}
