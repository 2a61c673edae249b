import type { Db } from '@stoa/postgres'
import { counter, gauge } from '@stoa/service'
import { countLeftParcels } from './store/parcel-lists.ts'
import { countTasks } from './store/parcels.ts'
import type { Database } from './tables.ts'

export const carrierTasks = counter({
  name: 'shipping_carrier_tasks_total',
  help: 'Bookings and voids requested from carriers, by outcome',
  labels: ['carrier', 'task', 'outcome'],
})

export const measureParcels = (db: Db<Database>): void => {
  gauge({
    name: 'shipping_parcels_waiting',
    help: 'Parcels that a carrier has still to book or to void',
    labels: ['task'],
    async collect(set) {
      const waiting = await countTasks(db)
      set.set({ task: 'book' }, waiting.book)
      set.set({ task: 'void' }, waiting.void)
    },
  })
  gauge({
    name: 'shipping_cancelled_parcels_left',
    help: 'Parcels that left although their order was cancelled',
    async collect(set) {
      set.set(await countLeftParcels(db))
    },
  })
}
