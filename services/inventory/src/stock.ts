/** What can be reserved of a SKU in a warehouse. */
export interface StockLevel {
  readonly sku: string
  readonly warehouse: string
  readonly onHand: number
}

/** `received = onHand + reserved + sold`. */
export interface StockRow extends StockLevel {
  readonly received: number
  readonly reserved: number
  readonly sold: number
}

export interface StockView {
  readonly sku: string
  /** Pieces that can be ordered, over all warehouses. */
  readonly available: number
  /** For staff only. */
  readonly warehouses?: readonly Omit<StockRow, 'sku'>[]
}

export function stockViews(rows: readonly StockRow[], forStaff: boolean): StockView[] {
  const bySku = Map.groupBy(rows, ({ sku }) => sku)
  return [...bySku].map(([sku, levels]) => ({
    sku,
    available: levels.reduce((pieces, { onHand }) => pieces + onHand, 0),
    ...(forStaff && { warehouses: levels.map(({ sku: _, ...level }) => level) }),
  }))
}
