import { counter } from '@stoa/service'

export const partsAway = counter({
  name: 'gateway_parts_unavailable_total',
  help: 'Parts left out of an answer because their service gave none',
  labels: ['part'],
})
