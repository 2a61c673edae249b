import type { Command } from './decide.ts'
import type { Provider } from './payment.ts'
import type { EventToPublish } from './records.ts'
import type { Settle } from './settlement.ts'

/** A payment whose capture was refused, or is not settled. */
export interface DueCapture {
  /** Grows with time. */
  readonly dueId: number
  readonly orderId: string
  readonly customerId: string | null
  readonly provider: Provider
  readonly amountMinor: number
  readonly currency: string
  /** `pending`: the provider has still to settle it; `expired`: the provider holds nothing any more, only the customer can pay. */
  readonly status: 'pending' | 'refused' | 'expired'
  readonly since: Date
  /** The provider's last answer. */
  readonly reason: string | null
  /** Null while the provider settles it, and while `orders` waits to request it again. */
  readonly nextAttemptAt: Date | null
}

const answersOfDue: readonly string[] = ['capture_refused', 'capture_pending', 'capture_failed']

/** The orders whose payments are due by these events, each once, in the order of their ids. */
export const ordersDue = (events: readonly EventToPublish[]): string[] => [
  ...new Set(
    events
      .filter(({ event }) => answersOfDue.includes(event.type))
      .map(({ orderId }) => orderId)
      .toSorted(),
  ),
]

/** The orders whose captures were declared as never to be paid. */
export const ordersGivenUp = (commands: readonly (Command | Settle)[]): string[] =>
  commands.flatMap((command) =>
    command.type === 'settle' && command.step === 'capture' && command.outcome === 'declined'
      ? [command.orderId]
      : [],
  )
