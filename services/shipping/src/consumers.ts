import type { Handlers } from '@stoa/events'
import type { Deps } from './deps.ts'
import type { topology } from './topology.ts'
import { book } from './use-cases/book.ts'
import { cancel } from './use-cases/cancel.ts'
import { renewHolds } from './use-cases/renew-holds.ts'
import { settle } from './use-cases/settle.ts'

export const handlersOf = (deps: Deps): Handlers<typeof topology> => ({
  'shipping.book': (batch) => book(deps, batch),
  'shipping.cancel': (batch) => cancel(deps, batch),
  'payments.renewed': (batch) => renewHolds(deps, batch),
  'order.settled': (batch) => settle(deps, batch),
})
