import {
  orderCancelled,
  orderConfirmed,
  orderRefunded,
  orderShipped,
  shippingTracked,
} from '@stoa/contracts'
import { type Consumers, on } from '@stoa/events'
import type { Deps } from './deps.ts'
import { projectHistory } from './use-cases/project-history.ts'

export const consumersOf = (deps: Deps): Consumers => [
  on([orderConfirmed, orderShipped, orderCancelled, orderRefunded, shippingTracked], (batch) =>
    projectHistory(deps, batch),
  ),
]
