import type { Provider } from './payment.ts'
import type { OpenDispute } from './testing-made.ts'

/** The money goes again: Stripe counts, and of PayPal is known whether it is held. */
const nextMovement = (provider: Provider, { movements }: OpenDispute): number =>
  provider === 'stripe' || movements === 0 ? movements + 1 : 3 - movements

/** The provider has its money. */
export const hasMoney = ({ movements }: OpenDispute): boolean => movements % 2 === 1

/** It is contested, and has moved money. */
export const isContested = ({ status, movements }: OpenDispute): boolean =>
  status === 'open' && movements > 0

export const open = (
  disputeId: string,
  captureRef: string,
  amountMinor: number,
  isInquiry: boolean,
): OpenDispute => ({
  ...{ disputeId, captureRef, amountMinor, takenMinor: amountMinor, wasLost: false },
  ...{ status: 'open', movements: isInquiry ? 0 : 1 },
})

/** Decides one; a buyer may win a part of it the first time. */
export function close(
  provider: Provider,
  dispute: OpenDispute,
  status: 'won' | 'lost',
  lostMinor?: number,
): void {
  const isInquiry = dispute.movements === 0
  dispute.status = isInquiry ? 'won' : status
  if (dispute.status === 'won' && !isInquiry) dispute.movements = nextMovement(provider, dispute)
  if (dispute.status !== 'lost') return
  if (lostMinor !== undefined && !dispute.wasLost) dispute.takenMinor = lostMinor
  dispute.wasLost = true
}

/** An inquiry becomes a chargeback, or a dispute is decided again: what was returned of one that was never lost is withdrawn once more. */
export function reopen(provider: Provider, dispute: OpenDispute, leftMinor: number): boolean {
  const { status, takenMinor, wasLost } = dispute
  if (isContested(dispute)) return false
  if (status !== 'lost') {
    if (wasLost || leftMinor < takenMinor) return false
    dispute.movements = nextMovement(provider, dispute)
  }
  dispute.status = 'open'
  return true
}
