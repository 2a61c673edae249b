import type { Change } from './change.ts'
import type { CurrentState } from './decide.ts'
import { settleCapture } from './settle-capture.ts'
import { settleRefund } from './settle-refund.ts'
import { settleVoid } from './settle-void.ts'
import type { Settle } from './settlement.ts'

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
