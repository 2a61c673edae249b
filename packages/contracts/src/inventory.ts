import { z } from 'zod'
import { defineMessage } from './message.ts'
import { line, orderId, reason, sku } from './shared.ts'

/** Reserves all lines of an order, or none of them. */
export const inventoryReserve = defineMessage(
  'inventory.reserve',
  z.object({ orderId, lines: z.array(line).min(1) }),
)
/** Releases the stock that an order holds; a reservation requested later is rejected. */
export const inventoryRelease = defineMessage('inventory.release', z.object({ orderId, reason }))

export const inventoryReserved = defineMessage('inventory.reserved', z.object({ orderId }))
/**
 * Nothing was reserved; `skus` are those that are unknown or short, `left` the pieces of each that could still be
 * reserved. Release 0.1 and repeated replies leave `left` out.
 */
export const inventoryRejected = defineMessage(
  'inventory.rejected',
  z.object({
    orderId,
    reason,
    skus: z.array(sku),
    left: z.array(z.object({ sku, quantity: z.int().min(0) })).optional(),
  }),
)
export const inventoryReleased = defineMessage('inventory.released', z.object({ orderId }))
