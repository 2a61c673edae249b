import { randomUUID } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { requestJson } from '../edge/request-json.ts'
import { address, buyerRoles, currency, customerId, type Product, products } from './demo-shop.ts'
import { missingStock, type StockLine } from './stock.ts'

const staff = 'demo-staff'

/** So high that no load reaches it. */
const creditLimitMinor = 5_000_000_000_000
const batchSize = 1000
const sellableWithinMs = 30_000

const batchesOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  )

/** Creates or updates products, 1,000 in a request. */
export async function putProducts(edge: Edge, toPut: readonly Product[]): Promise<void> {
  const token = await edge.token(staff, 'sales')
  for (const batch of batchesOf(toPut))
    await requestJson(edge, {
      ...{ method: 'PUT', path: '/v1/products', token, body: JSON.stringify(batch) },
    })
}

/** Gives each customer an account to pay on, with a credit limit that no load reaches. */
export async function putAccounts(edge: Edge, customers: readonly string[]): Promise<void> {
  const token = await edge.token(staff, 'operator')
  for (const batch of batchesOf(customers)) {
    const accounts = batch.map((id) => ({ customerId: id, creditLimitMinor, currency }))
    await requestJson(edge, {
      ...{ method: 'PUT', path: '/v1/accounts', token, body: JSON.stringify(accounts) },
    })
  }
}

/** Receives stock into a warehouse. Idempotent: the same `receiptId` is booked once. */
export async function receiveStock(
  edge: Edge,
  receiptId: string,
  warehouse: string,
  lines: readonly { sku: string; quantity: number }[],
): Promise<void> {
  const token = await edge.token(staff, 'operator')
  for (const [index, batch] of batchesOf(lines).entries())
    await requestJson(edge, {
      ...{ method: 'PUT', path: `/v1/stock/receipts/${receiptId}.${index}`, token },
      body: JSON.stringify({ warehouse, lines: batch }),
    })
}

interface StockView {
  readonly sku: string
  readonly warehouses: readonly { readonly warehouse: string; readonly onHand: number }[]
}

async function stockOf(edge: Edge, skus: readonly string[]): Promise<StockLine[]> {
  const token = await edge.token(staff, 'operator')
  const path = `/v1/stock?skus=${encodeURIComponent(skus.join(','))}`
  const { stock } = await requestJson<{ stock: StockView[] }>(edge, { method: 'GET', path, token })
  return stock.flatMap(({ sku, warehouses }) => warehouses.map((level) => ({ sku, ...level })))
}

const isNotFound = (error: unknown) => error instanceof EdgeError && error.status === 404

async function productsExist(edge: Edge): Promise<boolean> {
  const last = products.at(-1)?.sku ?? ''
  try {
    await requestJson(edge, { method: 'GET', path: `/v1/products/${last}` })
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** Waits until orders, which prices from its own copy of the catalog, has every product: until it accepts one of each. */
async function untilSellable(edge: Edge): Promise<void> {
  const token = await edge.token(customerId(0), ...buyerRoles)
  const body = JSON.stringify({
    ...{ lines: products.map(({ sku }) => ({ sku, quantity: 1 })), currency },
    ...{ payment: { type: 'account' }, delivery: { carrier: 'own-fleet', address } },
  })
  const deadline = Date.now() + sellableWithinMs
  for (;;) {
    const idempotencyKey = `seed-${randomUUID()}`
    const response = await edge.request({
      ...{ method: 'POST', path: '/v1/orders', body, token, idempotencyKey },
    })
    if (response.status === 202) return
    if (Date.now() > deadline)
      throw EdgeError.ofResponse('POST /v1/orders with every demo product', '202', response)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export interface SeedSpec {
  readonly customers: number
  /** Units of each product that must be on hand. */
  readonly units: number
}

/** Makes sure that the demo shop's products exist and are sellable, with `units` on hand, and its customers have credit. */
export async function seedShop(edge: Edge, { customers, units }: SeedSpec): Promise<void> {
  const ids = Array.from({ length: customers }, (_, number) => customerId(number))
  const existed = await productsExist(edge)
  if (!existed) await putProducts(edge, products)
  await putAccounts(edge, ids)
  const skus = products.map(({ sku }) => sku)
  for (const { warehouse, lines } of missingStock(skus, await stockOf(edge, skus), units))
    await receiveStock(edge, `demo-${randomUUID()}`, warehouse, lines)
  if (!existed) await untilSellable(edge)
}
