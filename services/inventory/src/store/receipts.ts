import type { Line } from '@stoa/contracts'
import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface Receipt {
  readonly receiptId: string
  readonly warehouse: string
  readonly lines: readonly Line[]
}

export interface StoredReceipt extends Receipt {
  readonly receivedAt: Date
}

/** Returns false if the receipt id exists already. */
export async function insertReceipt(trx: Trx<Database>, receipt: Receipt): Promise<boolean> {
  const { receiptId, warehouse, lines } = receipt
  const { rows } = await sql`
    insert into receipts (receipt_id, warehouse, lines)
    values (${receiptId}, ${warehouse}, ${JSON.stringify(lines)}::jsonb)
    on conflict (receipt_id) do nothing returning receipt_id`.execute(trx)
  return rows.length > 0
}

export async function readReceipt(trx: Trx<Database>, receiptId: string): Promise<StoredReceipt> {
  const { rows } = await sql<StoredReceipt>`
    select receipt_id as "receiptId", warehouse, lines, received_at as "receivedAt"
    from receipts where receipt_id = ${receiptId}`.execute(trx)
  const [receipt] = rows
  if (!receipt) throw new Error(`receipt ${receiptId} not found after it was inserted`)
  return receipt
}
