import { inventoryRelease, inventoryReserve, orderShipped } from '@stoa/contracts'
import { type Consumers, on } from '@stoa/events'
import type { Deps } from './deps.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { sell } from './use-cases/sell.ts'

export const consumersOf = (deps: Deps): Consumers => [
  on([inventoryReserve], (batch) => reserve(deps, batch)),
  on([inventoryRelease], (batch) => release(deps, batch)),
  on([orderShipped], (batch) => sell(deps, batch)),
]
