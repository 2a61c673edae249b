import { paymentsAuthorise, paymentsCapture, paymentsRefund, paymentsVoid } from '@stoa/contracts'
import { type Consumers, on } from '@stoa/events'
import type { Deps } from './deps.ts'
import { handleCommands } from './use-cases/handle-commands.ts'

export const consumersOf = (deps: Deps): Consumers => [
  on([paymentsAuthorise, paymentsVoid, paymentsCapture, paymentsRefund], (batch) =>
    handleCommands(deps, batch),
  ),
]
