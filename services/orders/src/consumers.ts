import {
  inventoryRejected,
  inventoryReleased,
  inventoryReserved,
  paymentsAuthorised,
  paymentsCaptured,
  paymentsCaptureRefused,
  paymentsDeclined,
  paymentsRefunded,
  paymentsRefundRefused,
  paymentsVoided,
  productChanged,
  quoteKeyAdded,
  shippingBooked,
  shippingCancelled,
  shippingRejected,
} from '@stoa/contracts'
import { type Consumers, on } from '@stoa/events'
import type { Deps } from './deps.ts'
import { advance } from './use-cases/advance.ts'
import { learn } from './use-cases/learn.ts'

export const heard = {
  INVENTORY: [inventoryReserved, inventoryRejected, inventoryReleased],
  PAYMENTS: [
    paymentsAuthorised,
    paymentsDeclined,
    paymentsVoided,
    paymentsCaptured,
    paymentsCaptureRefused,
    paymentsRefunded,
    paymentsRefundRefused,
  ],
  SHIPPING: [shippingBooked, shippingRejected, shippingCancelled],
  CATALOG: [productChanged, quoteKeyAdded],
} as const

export const consumersOf = (deps: Deps): Consumers => [
  on([...heard.INVENTORY, ...heard.PAYMENTS, ...heard.SHIPPING], (batch) => advance(deps, batch)),
  on(heard.CATALOG, (batch) => learn(deps, batch)),
]
