import type { Carrier, CarrierLimits, Dimensions } from '@stoa/contracts'
import type { EventTables } from '@stoa/events'
import type { AwaitedStep } from './awaited-step.ts'
import type { OrderStatus } from './order.ts'

export interface Database extends EventTables {
  order_events: {
    order_id: string
    version: number
    type: string
    data: unknown
    at: Date
    position: number
    xid: string
  }
  orders: {
    order_id: string
    customer_id: string
    status: OrderStatus
    version: number
    total_minor: number
    currency: string
    placed_at: Date
    updated_at: Date
    open: boolean
    asked_at: Date
    deadline_at: Date
    held_at: Date | null
    outside: boolean
    outside_until: Date | null
    judged: boolean
    awaited_step: AwaitedStep | null
  }
  idempotency_keys: {
    caller: string
    key: string
    fingerprint: string
    order_id: string
    status: number
    body: string
    created_at: Date
  }
  prices: {
    sku: string
    name: string
    price_minor: number
    currency: string
    weight_grams: number
    dimensions: Dimensions | null
    active: boolean
    revision: number
  }
  carriers: { carrier: Carrier; limits: CarrierLimits; revision: number }
  quotes: { quote_id: string; max_uses: number; uses: number; expires_at: Date }
  quote_keys: { kid: string; jwk: unknown }
}
