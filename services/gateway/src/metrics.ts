import { counter } from '@stoa/service'
import { parts } from './overview.ts'

export const unavailableParts = counter({
  name: 'gateway_parts_unavailable_total',
  help: 'Parts missing from a response because their service was unavailable',
  labels: { part: parts },
})
