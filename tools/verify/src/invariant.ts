import type { Service } from '@stoa/topology'
import type { Broker } from './broker.ts'
import type { CheckResult } from './check-result.ts'
import type { Databases } from './databases.ts'
import type { History } from './history.ts'

/** What invariants are checked with. */
export interface VerifyInputs {
  readonly db: Databases
  readonly history: History
  readonly services: readonly Service[]
  readonly broker: Broker
  /** An order without events for longer than this must be shipped or cancelled. */
  readonly withinSeconds: number
}

export type InvariantId = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`

export interface Invariant {
  readonly id: InvariantId
  readonly summary: string
  check(inputs: VerifyInputs): Promise<CheckResult>
}
