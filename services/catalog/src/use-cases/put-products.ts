import { productChanged } from '@stoa/contracts'
import { announce } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { findProducts, type Product, saveProducts } from '../store/products.ts'

/** Writes products and announces those that changed, in one transaction; returns all of them. */
export async function putProducts(
  deps: Deps,
  products: readonly Omit<Product, 'revision'>[],
): Promise<Product[]> {
  return inTransaction(deps.db, async (trx) => {
    const changed = await saveProducts(trx, products)
    await deps.outbox.add(
      trx,
      changed.map((product) => announce(productChanged, product.sku, product)),
    )
    return findProducts(
      trx,
      products.map(({ sku }) => sku),
    )
  })
}
