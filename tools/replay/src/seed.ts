import { type Edge, type Product, putAccounts, putProducts, receive } from '@stoa/load'
import type { Plan } from './trade/plan.ts'

export const currency = 'GBP'

const warehouse = 'north'
const mostALine = 1_000_000

/** The file does not say what goods weigh: the same SKU always weighs the same. */
const weightOf = (sku: string): number =>
  100 + ([...sku].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 900)

export const productsOf = (plan: Plan): Product[] =>
  [...plan.products].map(([sku, { name, priceMinor }]) => ({
    ...{ sku, name: name || sku, priceMinor, currency },
    ...{ weightGrams: weightOf(sku), active: true },
  }))

/** What has to come in, in as many deliveries as one line of them can hold. */
export function deliveriesOf(
  pieces: ReadonlyMap<string, number>,
): { sku: string; quantity: number }[][] {
  const deliveries: { sku: string; quantity: number }[][] = []
  for (const [sku, all] of pieces)
    for (let left = all, at = 0; left > 0; left -= mostALine, at += 1) {
      const lines = deliveries[at] ?? []
      deliveries[at] = lines
      lines.push({ sku, quantity: Math.min(left, mostALine) })
    }
  return deliveries
}

/** Products, credit for every customer, and the pieces that the plan needs. */
export async function seedPlan(edge: Edge, plan: Plan, runId: string): Promise<void> {
  await putProducts(edge, productsOf(plan))
  await putAccounts(edge, [...plan.customers])
  await restock(edge, plan, runId)
}

export async function restock(edge: Edge, plan: Plan, runId: string): Promise<void> {
  for (const [number, lines] of deliveriesOf(plan.pieces).entries())
    await receive(edge, `${runId}-${number}`, warehouse, lines)
}
