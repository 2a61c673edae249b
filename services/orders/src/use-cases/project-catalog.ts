import type { productChanged, quoteKeyAdded, quoteKeyRevoked } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { revokeQuoteKeys, savePrices, saveQuoteKeys } from '../store/prices.ts'

export type CatalogChange = ReceivedOf<
  typeof productChanged | typeof quoteKeyAdded | typeof quoteKeyRevoked
>

/** Keeps the catalog's prices, and the keys that it signs quotes with, for orders to be priced without a call. */
export async function projectCatalog(deps: Deps, batch: readonly CatalogChange[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const products = fresh.flatMap(({ message }) =>
      message.type === 'catalog.product_changed' ? [message.data] : [],
    )
    const keys = fresh.flatMap(({ message }) =>
      message.type === 'catalog.quote_key_added' ? [message.data] : [],
    )
    const revoked = fresh.flatMap(({ message }) =>
      message.type === 'catalog.quote_key_revoked' ? [message.data.kid] : [],
    )
    if (products.length > 0) await savePrices(trx, products)
    if (keys.length > 0) await saveQuoteKeys(trx, keys)
    if (revoked.length > 0) await revokeQuoteKeys(trx, revoked)
  })
}
