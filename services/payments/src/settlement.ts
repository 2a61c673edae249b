import type { CommandBase } from './decide.ts'

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

export type SettleOf<Step> = Extract<Settle, { readonly step: Step }>
