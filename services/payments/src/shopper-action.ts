import { beginStep, type Change, changed, unchanged } from './change.ts'
import type { Payment } from './payment.ts'
import type { ShopperResult } from './step-result.ts'

/** The change that a result makes to an authorisation that waits for its shopper, or begins to. */
export function applyToWaiting(result: ShopperResult, payment: Payment): Change {
  if (payment.pendingStep !== 'authorise') return unchanged(payment)
  switch (result.is) {
    case 'action':
      return applyAction(result, payment)
    case 'acted':
      return checkAction(payment)
    case 'expired':
      return expireAction(payment)
  }
}

type ActionResult = ShopperResult & { readonly is: 'action' }

/** The authorisation waits for its shopper, whose time runs from the first answer on. */
function applyAction({ ref, action, until }: ActionResult, payment: Payment): Change {
  const { expiresAt = until.toISOString(), checks = 0 } = payment.action ?? {}
  const awaited = { ...action, expiresAt, checks }
  const waiting: Payment = {
    ...payment,
    ...{ providerRef: ref ?? payment.providerRef, lease: null, attempts: 0, action: awaited },
  }
  if (payment.voidRequested) return changed(stopWaiting(waiting))
  return payment.action ? changed(waiting) : changed(waiting, actionRequired(awaited))
}

export const actionRequired = ({ type, expiresAt }: NonNullable<Payment['action']>) =>
  ({ type: 'action_required', action: type, expiresAt }) as const

/** The provider is asked at once whether the shopper has acted, whoever may be asking it already. */
const checkAction = (payment: Payment): Change =>
  payment.action
    ? changed({ ...payment, action: { ...payment.action, checks: payment.action.checks + 1 } })
    : unchanged(payment)

/** Nothing is held yet; the provider is told, so that the shopper cannot confirm it any more. */
export const stopWaiting = (payment: Payment): Payment =>
  beginStep(
    { ...payment, status: 'declined', voidRequested: true, token: null, action: null },
    'void',
  )

function expireAction(payment: Payment): Change {
  if (payment.voidRequested) return changed(stopWaiting(payment))
  const reason = 'shopper_absent'
  return changed(stopWaiting({ ...payment, reason }), { type: 'declined', reason })
}
