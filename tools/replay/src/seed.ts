import { boxFor, type Edge, type Product, putAccounts, putProducts, receiveStock } from '@stoa/load'
import type { Plan } from './trade/plan.ts'

export const currency = 'GBP'

const warehouse = 'north'
const maxLineQuantity = 1_000_000

/** The file has no weights or sizes: made up from the SKU, so that a SKU always has the same. */
const weightOf = (sku: string): number =>
  100 + ([...sku].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 900)

const productsOf = (plan: Plan): Product[] =>
  [...plan.products].map(([sku, { name, priceMinor }]) => {
    const weightGrams = weightOf(sku)
    return {
      ...{ sku, name: name || sku, priceMinor, currency, weightGrams },
      ...{ dimensions: boxFor(weightGrams), active: true },
    }
  })

/** The lines of as many receipts as it takes when a line holds at most 1,000,000 units. */
function receiptsOf(units: ReadonlyMap<string, number>): { sku: string; quantity: number }[][] {
  const receipts: { sku: string; quantity: number }[][] = []
  for (const [sku, total] of units)
    for (let left = total, index = 0; left > 0; left -= maxLineQuantity, index += 1) {
      const lines = receipts[index] ?? []
      receipts[index] = lines
      lines.push({ sku, quantity: Math.min(left, maxLineQuantity) })
    }
  return receipts
}

/** Creates the products of a plan, accounts for its customers, and the stock that it needs. */
export async function seedPlan(edge: Edge, plan: Plan, runId: string): Promise<void> {
  await putProducts(edge, productsOf(plan))
  await putAccounts(edge, [...plan.customers])
  await restock(edge, plan, runId)
}

/** Receives the stock that one run of a plan needs. */
export async function restock(edge: Edge, plan: Plan, runId: string): Promise<void> {
  for (const [number, lines] of receiptsOf(plan.units).entries())
    await receiveStock(edge, `${runId}-${number}`, warehouse, lines)
}
