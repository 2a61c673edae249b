import type { Db } from '@stoa/postgres'
import { counter, gauge, readGauges } from '@stoa/service'
import { parcelStatuses } from './parcel.ts'
import { countLeftParcels, countParcels, countUnpaidParcels } from './store/parcel-lists.ts'
import { countTasks } from './store/parcels.ts'
import type { Database } from './tables.ts'

const carriers = ['own-fleet', 'fedex', 'ups', 'none']

const external = ['fedex', 'ups']

export const carrierTasks = counter({
  name: 'shipping_carrier_tasks_total',
  help: 'Bookings and voids requested from carriers, by outcome',
  labels: {
    carrier: carriers,
    task: ['book', 'void'],
    outcome: ['booked', 'rejected', 'voided', 'refused', 'unclear'],
  },
  start: external.flatMap((carrier) => [
    ...['booked', 'rejected', 'unclear'].map((outcome) => ({ carrier, task: 'book', outcome })),
    ...['voided', 'refused', 'unclear'].map((outcome) => ({ carrier, task: 'void', outcome })),
  ]),
})

const parcels = gauge({
  name: 'shipping_parcels',
  help: 'Parcels; carrier none: cancelled before they were booked',
  labels: { carrier: carriers, state: parcelStatuses },
})

const waiting = gauge({
  name: 'shipping_parcels_waiting',
  help: 'Parcels that a carrier has still to book or to void',
  labels: { task: ['book', 'void'] },
})

const left = gauge({
  name: 'shipping_cancelled_parcels_left',
  help: 'Parcels that left although their order was cancelled',
})

const unpaid = gauge({
  name: 'shipping_unpaid_parcels',
  help: 'Parcels that wait to be handed over though the authorisation of their money has ended: manifests refuse them',
})

export function measureParcels(db: Db<Database>): void {
  readGauges('parcels', {
    gauges: [parcels],
    read: () => countParcels(db),
    show(counts) {
      for (const { carrier, status, count } of counts)
        parcels.set({ carrier: carrier ?? 'none', state: status }, count)
    },
  })
  readGauges('waiting parcels', {
    gauges: [waiting],
    read: () => countTasks(db),
    show(tasks) {
      waiting.set({ task: 'book' }, tasks.book)
      waiting.set({ task: 'void' }, tasks.void)
    },
  })
  readGauges('parcels that left', {
    gauges: [left],
    read: () => countLeftParcels(db),
    show: left.set,
  })
  readGauges('unpaid parcels', {
    gauges: [unpaid],
    read: () => countUnpaidParcels(db),
    show: unpaid.set,
  })
}
