import type { Trx } from '@stoa/postgres'
import type { LeftOutcome } from '../parcel.ts'
import type { Database } from '../tables.ts'

export interface LeftSettlement {
  readonly orderId: string
  readonly outcome: LeftOutcome
  /** How it is known. */
  readonly reason: string
  readonly settledBy: string
  readonly settledAt: Date
}

/** False when what became of the parcel is recorded already. */
export async function insertLeftSettlement(
  trx: Trx<Database>,
  { orderId, outcome, reason, settledBy, settledAt }: LeftSettlement,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('left_settlements')
    .values({
      ...{ order_id: orderId, outcome, reason },
      ...{ settled_by: settledBy, settled_at: settledAt },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

export async function leftOutcomeOf(
  trx: Trx<Database>,
  orderId: string,
): Promise<LeftOutcome | undefined> {
  const found = await trx
    .selectFrom('left_settlements')
    .select('outcome')
    .where('order_id', '=', orderId)
    .executeTakeFirst()
  return found?.outcome
}
