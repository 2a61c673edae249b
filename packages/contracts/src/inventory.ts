import { z } from 'zod'
import { defineMessage } from './message.ts'
import { line, orderId, reason, sku } from './shared.ts'

export const inventoryReserve = defineMessage(
  'inventory.reserve',
  z.object({ orderId, lines: z.array(line).min(1) }),
)
/** Gives back what an order holds, or stops a reservation that has not been made yet. */
export const inventoryRelease = defineMessage('inventory.release', z.object({ orderId, reason }))

export const inventoryReserved = defineMessage('inventory.reserved', z.object({ orderId }))
export const inventoryRejected = defineMessage(
  'inventory.rejected',
  z.object({ orderId, reason, skus: z.array(sku) }),
)
export const inventoryReleased = defineMessage('inventory.released', z.object({ orderId }))
