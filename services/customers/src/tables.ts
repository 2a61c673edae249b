import type { EventTables } from '@stoa/events'
import type { Generated } from 'kysely'
import type { DeliveryStatus, OrderStatus } from './history.ts'

export interface Database extends EventTables {
  profiles: {
    customer_id: string
    name: string
    email: string
    phone: string | null
    updated_at: Generated<Date>
  }
  addresses: {
    customer_id: string
    /** The customer's label for it, for example `home`. */
    name: string
    recipient: string
    company: string | null
    street: string
    street2: string | null
    street3: string | null
    city: string | null
    region: string | null
    postcode: string | null
    country: string
    phone: string | null
    updated_at: Generated<Date>
  }
  /** A read model; totals are null until an event with the summary of the order arrives. */
  order_history: {
    order_id: string
    customer_id: string
    status: OrderStatus
    total_minor: number | null
    currency: string | null
    pieces: number | null
    placed_at: Date | null
    tracking_number: string | null
    /** Of the event that named the number: one with a higher rank replaces it. */
    tracking_rank: Generated<number>
    delivery_status: DeliveryStatus | null
    delivery_at: Date | null
    reason: string | null
  }
  order_refunds: {
    refund_id: string
    order_id: string
    amount_minor: number
    failed: Generated<boolean>
    refunded_at: Generated<Date>
    failed_at: Date | null
    replaces: string | null
    replaced_by: string | null
  }
}
