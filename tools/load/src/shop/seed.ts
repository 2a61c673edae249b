import { randomUUID } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { askJson } from '../edge/json.ts'
import { address, buyerRoles, currency, customerId, type Product, products } from './demo-shop.ts'
import { type StockLine, shortOf } from './stock.ts'

export const staff = 'demo-staff'

const inParts = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )

/** Creates products or brings them up to date, a thousand at a time. */
export async function putProducts(edge: Edge, wanted: readonly Product[]): Promise<void> {
  const token = await edge.token(staff, 'sales')
  for (const part of inParts(wanted, 1000))
    await askJson(edge, {
      ...{ method: 'PUT', path: '/v1/products', token, body: JSON.stringify(part) },
    })
}

/** Gives customers credit; limits are never lowered by what they owe, as this one is out of reach. */
export async function putAccounts(edge: Edge, customers: readonly string[]): Promise<void> {
  const token = await edge.token(staff, 'operator')
  const creditLimitMinor = 5_000_000_000_000
  for (const part of inParts(customers, 1000)) {
    const body = part.map((id) => ({ customerId: id, creditLimitMinor, currency }))
    await askJson(edge, {
      ...{ method: 'PUT', path: '/v1/accounts', token, body: JSON.stringify(body) },
    })
  }
}

/** Books goods into a warehouse; the same receipt twice is booked once. */
export async function receive(
  edge: Edge,
  receiptId: string,
  warehouse: string,
  lines: readonly { sku: string; quantity: number }[],
): Promise<void> {
  const token = await edge.token(staff, 'operator')
  for (const [part, some] of inParts(lines, 1000).entries())
    await askJson(edge, {
      ...{ method: 'PUT', path: `/v1/stock/receipts/${receiptId}.${part}`, token },
      body: JSON.stringify({ warehouse, lines: some }),
    })
}

interface StockView {
  readonly sku: string
  readonly warehouses: readonly { readonly warehouse: string; readonly onHand: number }[]
}

async function stockOf(edge: Edge, skus: readonly string[]): Promise<StockLine[]> {
  const token = await edge.token(staff, 'operator')
  const path = `/v1/stock?skus=${encodeURIComponent(skus.join(','))}`
  const { stock } = await askJson<{ stock: StockView[] }>(edge, { method: 'GET', path, token })
  return stock.flatMap(({ sku, warehouses }) => warehouses.map((place) => ({ sku, ...place })))
}

const isNotThere = (error: unknown) => error instanceof EdgeError && error.status === 404

async function productsAreThere(edge: Edge): Promise<boolean> {
  const last = products.at(-1)?.sku ?? ''
  try {
    await askJson(edge, { method: 'GET', path: `/v1/products/${last}` })
    return true
  } catch (error) {
    if (isNotThere(error)) return false
    throw error
  }
}

/** Orders price by their own copy of the catalog: waits until that holds every product of ours. */
async function untilSold(edge: Edge): Promise<void> {
  const id = customerId(0)
  const token = await edge.token(id, ...buyerRoles)
  const body = JSON.stringify({
    ...{ lines: products.map(({ sku }) => ({ sku, quantity: 1 })), currency },
    ...{ payment: { type: 'account' }, delivery: { carrier: 'own-fleet', address } },
  })
  const giveUpAt = Date.now() + 30_000
  for (;;) {
    const idempotencyKey = `seed-${randomUUID()}`
    const ask = { method: 'POST', path: '/v1/orders', body, token, idempotencyKey } as const
    const { status, text } = await edge.ask(ask)
    if (status === 202) return
    if (Date.now() > giveUpAt) throw new EdgeError(`the demo shop cannot sell: ${status} ${text}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export interface Wanted {
  readonly customers: number
  /** Units of each product that must be on hand; of the hot one as well. */
  readonly units: number
}

/** Sees to it that the demo shop has its products, its customers their credit, and enough lies on the shelf. */
export async function seedShop(edge: Edge, { customers, units }: Wanted): Promise<void> {
  const ids = Array.from({ length: customers }, (_, number) => customerId(number))
  const there = await productsAreThere(edge)
  if (!there) await putProducts(edge, products)
  await putAccounts(edge, ids)
  const skus = products.map(({ sku }) => sku)
  for (const { warehouse, lines } of shortOf(skus, await stockOf(edge, skus), units))
    await receive(edge, `demo-${randomUUID()}`, warehouse, lines)
  if (!there) await untilSold(edge)
}
