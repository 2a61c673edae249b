import type { Address, Carrier, CarrierLimits } from '@stoa/contracts'
import type { EventTables } from '@stoa/events'
import type { Generated, JSONColumnType } from 'kysely'
import type { ExternalCarrier, LeftOutcome, ParcelStatus, ScanStatus, Task } from './parcel.ts'
import type { AbandonedLabelState } from './settle-parcel.ts'

export interface Database extends EventTables {
  /** `cancelled` without a customer is a tombstone: the cancellation came before the booking. */
  parcels: {
    order_id: string
    customer_id: string | null
    carrier: Carrier | null
    status: ParcelStatus
    tracking_number: string | null
    declared_number: string | null
    reason: string | null
    address: JSONColumnType<Address | null>
    weight_grams: number | null
    pieces: number | null
    task: Task | null
    due_at: Date | null
    attempts: Generated<number>
    scanned_at: Date | null
    handed_over_at: Date | null
    left_at: Date | null
    held_until: Date | null
    traceparent: string | null
    created_at: Generated<Date>
  }
  /** What each carrier takes, as it was last announced. */
  carriers: { carrier: Carrier; limits: JSONColumnType<CarrierLimits>; revision: number }
  renewed_holds: { order_id: string; held_until: Date }
  scans: { order_id: string; status: ScanStatus; at: Date }
  /** What became of cancelled parcels that left. */
  left_settlements: {
    order_id: string
    outcome: LeftOutcome
    reason: string
    settled_by: string
    settled_at: Date
  }
  /** Labels under which their parcel did not leave. */
  abandoned_labels: {
    carrier: Carrier
    tracking_number: string
    order_id: string
    left_as: string
    abandoned_at: Date
    state: AbandonedLabelState
  }
  /** Labels of a carrier that their parcels do not use, to be voided. */
  surplus_labels: {
    carrier: ExternalCarrier
    tracking_number: string
    order_id: string
    attempts: Generated<number>
    due_at: Generated<Date>
  }
}
