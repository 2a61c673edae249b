import { quoteKeyRevoked } from '@stoa/contracts'
import { announce } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { deleteQuoteKeys, lockQuoteKeys, readQuoteKeys } from '../store/quote-keys.ts'

/** Deletes a key and announces that its quotes are not valid any more; the next quote is signed with another one. */
export async function revokeQuoteKey(deps: Deps, kid: string): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await lockQuoteKeys(trx)
    const keys = await readQuoteKeys(trx)
    if (!keys.some((key) => key.kid === kid))
      throw new AppError('not_found', `there is no quote key ${kid}`)
    await deleteQuoteKeys(trx, [kid])
    await deps.outbox.add(trx, [announce(quoteKeyRevoked, kid, { kid })])
  })
}
