export interface StockLine {
  readonly sku: string
  readonly warehouse: string
  readonly onHand: number
}

export interface StockReceipt {
  readonly warehouse: string
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
}

export const warehouses = ['north', 'south'] as const

const roundUpTo = 10_000
const maxLineQuantity = 1_000_000

/** What each warehouse must receive so that `units` of each SKU are on hand, in equal shares; rounded up. */
export function missingStock(
  skus: readonly string[],
  stock: readonly StockLine[],
  units: number,
): StockReceipt[] {
  const share = Math.ceil(units / warehouses.length)
  const onHand = new Map(stock.map((line) => [`${line.warehouse} ${line.sku}`, line.onHand]))
  return warehouses
    .map((warehouse) => ({
      warehouse,
      lines: skus.flatMap((sku) => {
        const missing = share - (onHand.get(`${warehouse} ${sku}`) ?? 0)
        if (missing <= 0) return []
        return [
          { sku, quantity: Math.min(maxLineQuantity, Math.ceil(missing / roundUpTo) * roundUpTo) },
        ]
      }),
    }))
    .filter(({ lines }) => lines.length > 0)
}
