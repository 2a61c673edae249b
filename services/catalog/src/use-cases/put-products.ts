import { productChanged } from '@stoa/contracts'
import { announce, enqueue } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { findProducts, type Product, saveProducts } from '../store/products.ts'

/** Writes products and says which of them changed, in one transaction; what is as it was stays unsaid. */
export async function putProducts(
  deps: Deps,
  products: readonly Omit<Product, 'revision'>[],
): Promise<Product[]> {
  return inTransaction(deps.db, async (trx) => {
    const changed = await saveProducts(trx, products)
    await enqueue(
      trx,
      changed.map((product) => announce(productChanged, product.sku, product)),
    )
    return findProducts(
      trx,
      products.map(({ sku }) => sku),
    )
  })
}
