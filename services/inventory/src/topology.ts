import {
  inventoryRejected,
  inventoryRelease,
  inventoryReleased,
  inventoryReserve,
  inventoryReserved,
  orderShipped,
} from '@stoa/contracts'

export const stream = 'INVENTORY'

export const publishes = [inventoryReserved, inventoryRejected, inventoryReleased].map(
  ({ type }) => type,
)

export const consumes = {
  ORDERS: [inventoryReserve, inventoryRelease, orderShipped].map(({ type }) => type),
}
