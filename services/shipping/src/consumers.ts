import { shippingBook, shippingCancel } from '@stoa/contracts'
import { type Consumers, on } from '@stoa/events'
import type { Deps } from './deps.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'

export const consumersOf = (deps: Deps): Consumers => [
  on([shippingBook], (batch) => book(deps, batch)),
  on([shippingCancel], (batch) => cancel(deps, batch)),
]
