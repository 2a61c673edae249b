import type { Payment, Provider, Refund, Step } from './payment.ts'

/** A step of a payment, or a refund, for a provider to carry out. */
export interface ProviderTask {
  readonly payment: Payment
  readonly provider: Provider
  readonly step: Step | 'refund'
  readonly refund?: Refund | undefined
  /** An earlier request for it may have reached the provider. */
  readonly maybeSent: boolean
  /** Its fencing token: the result counts only while the row still has it. */
  readonly lease: string | undefined
}

export function taskOf(payment: Payment, refund?: Refund): ProviderTask[] {
  const { provider, pendingStep: step, maybeSent } = payment
  if (provider === null || provider === 'account') return []
  const lease = (refund ?? payment).lease ?? undefined
  if (refund) {
    const repeated = refund.attempts > 0
    return [{ payment, provider, step: 'refund', refund, maybeSent: repeated, lease }]
  }
  return step ? [{ payment, provider, step, maybeSent, lease }] : []
}
