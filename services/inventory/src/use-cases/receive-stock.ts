import { inTransaction } from '@stoa/postgres'
import { AppError, canonical } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { insertReceipt, type Receipt, readReceipt, type StoredReceipt } from '../store/receipts.ts'
import { addToStock } from '../store/stock.ts'

/** Puts a delivery on the shelf, once for its id; the same id with other goods is a conflict. */
export async function receiveStock(deps: Deps, receipt: Receipt): Promise<StoredReceipt> {
  const { receiptId, warehouse, lines } = receipt
  return inTransaction(deps.db, async (trx) => {
    if (await insertReceipt(trx, receipt)) await addToStock(trx, warehouse, lines)
    const stored = await readReceipt(trx, receiptId)
    const same = canonical({ warehouse: stored.warehouse, lines: stored.lines })
    if (same !== canonical({ warehouse, lines }))
      throw new AppError('conflict', `receipt ${receiptId} was taken in with other goods`)
    return stored
  })
}
