export interface StockLine {
  readonly sku: string
  readonly warehouse: string
  readonly onHand: number
}

export interface Delivery {
  readonly warehouse: string
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
}

export const warehouses = ['north', 'south'] as const

const roundUp = 10_000
const mostALine = 1_000_000

/** What has to come in so that each warehouse holds its share of the units wanted, with room to spare. */
export function shortOf(
  skus: readonly string[],
  stock: readonly StockLine[],
  units: number,
): Delivery[] {
  const share = Math.ceil(units / warehouses.length)
  const onHand = new Map(stock.map((line) => [`${line.warehouse} ${line.sku}`, line.onHand]))
  return warehouses
    .map((warehouse) => ({
      warehouse,
      lines: skus.flatMap((sku) => {
        const short = share - (onHand.get(`${warehouse} ${sku}`) ?? 0)
        if (short <= 0) return []
        return [{ sku, quantity: Math.min(mostALine, Math.ceil(short / roundUp) * roundUp) }]
      }),
    }))
    .filter(({ lines }) => lines.length > 0)
}
