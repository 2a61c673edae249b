import { counter } from '@stoa/service'

export const reservations = counter({
  name: 'inventory_reservations_total',
  help: 'Reservation commands handled, by outcome',
  labels: ['outcome'],
})

export const notHeld = counter({
  name: 'inventory_not_held_total',
  help: 'Messages about stock that the order does not hold; no stock was moved',
  labels: ['messaging_destination_name'],
})
