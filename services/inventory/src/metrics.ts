import { counter } from '@stoa/service'

export const reservations = counter({
  name: 'inventory_reservations_total',
  help: 'Reservation commands handled, by outcome',
  labels: ['outcome'],
})

export const notWrittenOff = counter({
  name: 'inventory_not_written_off_total',
  help: 'Cancelled parcels that left whose pieces are promised to other orders',
})

export const notHeld = counter({
  name: 'inventory_not_held_total',
  help: 'Messages about stock that the order does not hold; no stock was moved',
  labels: ['messaging_destination_name'],
})
