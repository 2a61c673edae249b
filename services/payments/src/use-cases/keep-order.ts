import type { KeepOrder } from '../clients/paypal.ts'
import type { Deps } from '../deps.ts'
import { keepProviderOrder } from '../store/payments.ts'

/** Stores PayPal's order beside the payment that it is made for. */
export const keepOrderIn =
  (db: Deps['db']): KeepOrder =>
  (orderId, paypalOrder) =>
    keepProviderOrder(db, orderId, paypalOrder)
