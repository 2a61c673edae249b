import type { Handlers } from '@stoa/events'
import type { Deps } from './deps.ts'
import type { topology } from './topology.ts'
import { countReturned } from './use-cases/count-returned.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { sell } from './use-cases/sell.ts'
import { settle } from './use-cases/settle.ts'
import { writeOff } from './use-cases/write-off.ts'

export const handlersOf = (deps: Deps): Handlers<typeof topology> => ({
  'inventory.reserve': (batch) => reserve(deps, batch),
  'inventory.release': (batch) => release(deps, batch),
  'order.shipped': (batch) => sell(deps, batch),
  'order.settled': (batch) => settle(deps, batch),
  'shipping.left_cancelled': (batch) => writeOff(deps, batch),
  'shipping.left_settled': (batch) => countReturned(deps, batch),
})
