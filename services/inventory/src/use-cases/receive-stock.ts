import { isDeepStrictEqual } from 'node:util'
import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { insertReceipt, type Receipt, readReceipt, type StoredReceipt } from '../store/receipts.ts'
import { addToStock } from '../store/stock.ts'

/** Adds a delivery to the stock, once for its receipt id; throws 409 for the same id with other goods. */
export async function receiveStock(deps: Deps, receipt: Receipt): Promise<StoredReceipt> {
  const { receiptId, warehouse, lines } = receipt
  return inTransaction(deps.db, async (trx) => {
    if (await insertReceipt(trx, receipt)) await addToStock(trx, warehouse, lines)
    const stored = await readReceipt(trx, receiptId)
    const same = isDeepStrictEqual(
      { warehouse: stored.warehouse, lines: stored.lines },
      { warehouse, lines },
    )
    if (!same)
      throw new AppError(
        'conflict',
        `receipt ${receiptId} was already received with other goods; use a new receipt id`,
      )
    return stored
  })
}
