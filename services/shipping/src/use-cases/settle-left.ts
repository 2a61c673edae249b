import { shippingLeftSettled } from '@stoa/contracts'
import { announce } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import {
  insertLeftSettlement,
  type LeftSettlement,
  leftOutcomeOf,
} from '../store/left-settlements.ts'
import { lockParcels } from '../store/parcels.ts'

/**
 * Records what became of a cancelled parcel that left, once. Throws `not_found` for a parcel that has not left though it was
 * cancelled, and `conflict` when another outcome is recorded.
 */
export const settleLeft = (
  deps: Pick<Deps, 'db' | 'outbox'>,
  settlement: LeftSettlement,
): Promise<void> =>
  inTransaction(deps.db, async (trx) => {
    const { orderId, outcome } = settlement
    const [parcel] = await lockParcels(trx, [orderId])
    if (!parcel?.leftAt)
      throw new AppError('not_found', `no cancelled parcel of order ${orderId} has left`)
    if (await insertLeftSettlement(trx, settlement)) {
      const trace = parcel.traceparent ?? undefined
      const event = announce(shippingLeftSettled, orderId, { orderId, outcome }, trace)
      return deps.outbox.add(trx, [event])
    }
    const known = await leftOutcomeOf(trx, orderId)
    if (known !== outcome)
      throw new AppError('conflict', `the parcel is recorded as ${known} already`)
  })
