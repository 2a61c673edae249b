import { counter } from '@stoa/service'

export const reservations = counter({
  name: 'inventory_reservations_total',
  help: 'Reservations asked for, by outcome',
  labels: ['outcome'],
})

export const notHeld = counter({
  name: 'inventory_not_held_total',
  help: 'Messages about stock that the order does not hold any more; nothing was moved',
  labels: ['messaging_destination_name'],
})
