import type { Db } from '@stoa/postgres'
import { counter, gauge, readGauges, watchInvariant } from '@stoa/service'
import { countOversold, sumStock } from './store/stock-sums.ts'
import type { Database } from './tables.ts'

export const reservations = counter({
  name: 'inventory_reservations_total',
  help: 'Reservation commands handled, by outcome',
  labels: { outcome: ['held', 'rejected', 'repeated'] },
})

export const notWrittenOff = counter({
  name: 'inventory_not_written_off_total',
  help: 'Cancelled parcels that left whose pieces are promised to other orders',
})

export const notHeld = counter({
  name: 'inventory_not_held_total',
  help: 'Messages about stock that the order does not hold; no stock was moved',
  labels: { messaging_destination_name: ['order.shipped', 'inventory.release'] },
})

const stockStates = ['on_hand', 'reserved', 'sold'] as const

const units = gauge({
  name: 'inventory_units',
  help: 'Pieces of all SKUs in all warehouses',
  labels: { state: stockStates },
})

const stockOuts = gauge({
  name: 'inventory_stock_outs',
  help: 'SKUs of which no warehouse has a piece on hand',
})

export function measureStock(db: Db<Database>): void {
  readGauges('stock', {
    gauges: [units, stockOuts],
    read: () => sumStock(db),
    show(sums) {
      for (const state of stockStates) units.set({ state }, sums[state])
      stockOuts.set(sums.stockOuts)
    },
  })
  watchInvariant('stock_not_oversold', () => countOversold(db))
}
