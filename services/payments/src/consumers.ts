import type { Handlers } from '@stoa/events'
import type { Deps } from './deps.ts'
import type { topology } from './topology.ts'
import { handleCommands, type Received } from './use-cases/handle-commands.ts'

export function handlersOf(deps: Deps): Handlers<typeof topology> {
  const handle = (batch: readonly Received[]) => handleCommands(deps, batch)
  return {
    'payments.authorise': handle,
    'payments.void': handle,
    'payments.capture': handle,
    'payments.refund': handle,
    'order.settled': handle,
  }
}
