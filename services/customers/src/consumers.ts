import type { Handlers } from '@stoa/events'
import type { Deps } from './deps.ts'
import type { topology } from './topology.ts'
import { projectHistory, type ReceivedEvent } from './use-cases/project-history.ts'

export function handlersOf(deps: Deps): Handlers<typeof topology> {
  const project = (batch: readonly ReceivedEvent[]) => projectHistory(deps, batch)
  return {
    'order.confirmed': project,
    'order.ready': project,
    'order.shipped': project,
    'order.cancelled': project,
    'order.refunded': project,
    'order.refund_failed': project,
    'shipping.tracked': project,
  }
}
