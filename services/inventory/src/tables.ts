import type { Line } from '@stoa/contracts'
import type { EventTables } from '@stoa/events'
import type { Generated, JSONColumnType } from 'kysely'

/** `lost`: the parcel of a cancelled order left; its pieces count as sold, since they are gone. */
export type ReservationStatus = 'held' | 'rejected' | 'released' | 'sold' | 'lost'

export interface Database extends EventTables {
  stock: {
    sku: string
    warehouse: string
    received: number
    on_hand: number
    reserved: number
    sold: number
  }
  /** `rejected` with the reason `cancelled` and no SKUs is a tombstone: the release arrived before the reservation. */
  reservations: {
    order_id: string
    status: ReservationStatus
    reason: string | null
    skus: string[]
    created_at: Generated<Date>
  }
  reservation_lines: { order_id: string; sku: string; warehouse: string; quantity: number }
  receipts: {
    receipt_id: string
    warehouse: string
    lines: JSONColumnType<Line[]>
    received_at: Generated<Date>
  }
}
