import type { Change } from './change.ts'
import type { CommandBase, CurrentState } from './decide.ts'
import { type Payment, settledByHand } from './payment.ts'
import { settleCapture } from './settle-capture.ts'
import { settleRefund } from './settle-refund.ts'
import { settleVoid } from './settle-void.ts'

/** What an order manager declared to have become of a payment or a refund that no reply came about. */
export type Settle = CommandBase & {
  readonly type: 'settle'
  readonly reference?: string | undefined
} & (
    | { readonly step: 'money'; readonly outcome: 'voided' | 'refunded' }
    | { readonly step: 'capture'; readonly outcome: 'captured' | 'declined' }
    | {
        readonly step: 'refund'
        readonly outcome: 'refunded' | 'declined'
        readonly refundId: string
        readonly amountMinor: number
        readonly currency: string
      }
  )

/** An operator declared that none of its money is held. */
export const isSettledVoid = (payment: Payment): boolean =>
  payment.status === 'voided' && payment.reason === settledByHand

/**
 * Books what was declared, as if the provider had said so. What the provider has confirmed is not taken back: the order is
 * told of it again. Whatever the provider tells later of money that moved is booked.
 */
export function settle(command: Settle, current: CurrentState): Change {
  switch (command.step) {
    case 'money':
      return settleVoid(command, current)
    case 'capture':
      return settleCapture(command, current)
    case 'refund':
      return settleRefund(command, current)
  }
}

export type SettleOf<Step> = Extract<Settle, { readonly step: Step }>
