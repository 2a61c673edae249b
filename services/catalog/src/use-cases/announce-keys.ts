import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { readQuoteKeys } from '../store/quote-keys.ts'
import { keyAdded, signingKey } from './signing-key.ts'

/** Announces every key whose quotes may be valid. Runs at each start, for consumers that missed an announcement. */
export async function announceKeys(deps: Deps): Promise<void> {
  await signingKey(deps)
  await inTransaction(deps.db, async (trx) => {
    const keys = await readQuoteKeys(trx)
    await deps.outbox.add(trx, keys.map(keyAdded))
  })
}
