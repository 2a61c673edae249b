import { randomUUID } from 'node:crypto'
import { boxFor, type Edge, putAccounts, putProducts, receiveStock } from '@stoa/load'
import { customers } from './customers.ts'

export const currency = 'GBP'

export const skus: readonly string[] = Array.from({ length: 20 }, (_, n) => `FIT-${n + 1}`)

const priceOf = (n: number) => 100 + n

/** What lines cost in this shop. */
export const totalOf = (lines: readonly { readonly sku: string; readonly quantity: number }[]) =>
  lines.reduce((sum, { sku, quantity }) => sum + quantity * priceOf(skus.indexOf(sku)), 0)

const place = {
  payment: { type: 'account' },
  delivery: {
    carrier: 'own-fleet',
    address: { name: 'A', street: '1 B', city: 'London', postcode: 'N1 9GU', country: 'GB' },
  },
}

/** Resolves once `orders` knows the price of every product. */
async function untilSold(edge: Edge): Promise<void> {
  const token = await edge.token('first-buyer', 'customer')
  const lines = skus.map((sku) => ({ sku, quantity: 1 }))
  const body = JSON.stringify({ lines, currency, ...place })
  for (;;) {
    const { status } = await edge.request({
      ...{ method: 'POST', path: '/v1/orders', token, body, idempotencyKey: randomUUID() },
    })
    if (status === 202) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A shop in which no generated order lacks a product, a price, stock or credit. */
export async function openShop(edge: Edge): Promise<void> {
  await putProducts(
    edge,
    skus.map((sku, n) => ({
      ...{
        sku,
        name: `Fitting ${n}`,
        priceMinor: priceOf(n),
        currency,
        weightGrams: 50,
        dimensions: boxFor(50),
        active: true,
      },
    })),
  )
  await putAccounts(edge, [...customers, 'first-buyer'])
  for (const warehouse of ['north', 'south'])
    for (let receipt = 0; receipt < 5; receipt += 1)
      await receiveStock(
        edge,
        `fit-${randomUUID()}`,
        warehouse,
        skus.map((sku) => ({ sku, quantity: 1_000_000 })),
      )
  await untilSold(edge)
}
