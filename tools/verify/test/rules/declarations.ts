import type { Settlement } from '../../../../services/orders/src/order-event.ts'
import type { Wait } from '../../../../services/orders/src/settlement.ts'
import {
  type HostileProvider,
  totalMinor,
} from '../../../../services/payments/src/testing-hostile-provider.ts'

interface Made {
  readonly ref: string
  readonly status: string
}
const lastOf = (made: readonly Made[]): string | undefined =>
  made.findLast(({ status }) => status === 'done')?.ref

function refundOf(refundId: string, { refunds }: HostileProvider): Settlement | undefined {
  const made = refunds.find((one) => one.refundId === refundId && one.status !== 'failed')
  if (!made) return { step: 'refund', refundId, outcome: 'declined' }
  return made.status === 'done'
    ? { step: 'refund', refundId, outcome: 'refunded', reference: made.ref }
    : undefined
}

/** What an order manager who looks at the provider's dashboard declares of a step; undefined while nothing about it is certain. */
export function declarationOf(
  { step, refundId }: Wait,
  provider: HostileProvider,
): Settlement | undefined {
  const { captures, refunds, capturedMinor, refundedMinor } = provider
  if (step === 'refund' && refundId) return refundOf(refundId, provider)
  if (provider.isUnsettled || refunds.some(({ status }) => status === 'pending')) return undefined
  const isCaptured = capturedMinor === totalMinor
  if (step === 'capture') {
    if (isCaptured) return { step, outcome: 'captured', reference: lastOf(captures) ?? '' }
    return capturedMinor === 0 ? { step, outcome: 'declined' } : undefined
  }
  if (step !== 'money') return undefined
  if (isCaptured && refundedMinor === totalMinor)
    return { step, outcome: 'refunded', reference: lastOf(refunds) ?? '' }
  return capturedMinor === 0 && provider.hold !== 'held' ? { step, outcome: 'voided' } : undefined
}
