import type { Service } from '@stoa/topology'
import type { Broker } from './broker.ts'
import type { Databases } from './databases.ts'
import type { Finding } from './finding.ts'
import type { History } from './history.ts'

/** Everything that a check may look at. */
export interface World {
  readonly db: Databases
  readonly history: History
  readonly services: readonly Service[]
  readonly broker: Broker
  /** An order without news for longer than this has come to its end, or is stuck. */
  readonly withinSeconds: number
}

export type InvariantId = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`

export interface Invariant {
  readonly id: InvariantId
  readonly summary: string
  check(world: World): Promise<Finding>
}
