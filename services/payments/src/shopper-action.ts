import { beginStep, type Change, changed, unchanged } from './change.ts'
import { isReviewed, type Payment, type ShopperAction } from './payment.ts'
import type { WaitingResult } from './step-result.ts'

/** The reason of a payment that was declined because the provider had not decided in time. */
const underReview = 'authorisation_under_review'

/** The change that a result makes to an authorisation that waits for its shopper or a review, or begins to. */
export function applyToWaiting(result: WaitingResult, payment: Payment): Change {
  if (result.is === 'review') return applyReview(result, payment)
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

type ReviewResult = Extract<WaitingResult, { readonly is: 'review' }>

/**
 * The authorisation waits for the end of its review; nothing is held for certain until then. A void is requested again then,
 * and the order need not wait for that: no money will be taken. Unless it is Stripe's, which has nothing to review, but a capture to
 * settle: the order waits until it is known what that took. Another key is needed, as Stripe repeats its answer for one.
 */
function applyReview({ step, ref, until, provider }: ReviewResult, payment: Payment): Change {
  if (payment.pendingStep !== step) return unchanged(payment)
  const known = isReviewed(payment) ? payment.action : null
  const first = step === 'authorise' ? known?.expiresAt : undefined
  const { checks = 0 } = payment.action ?? {}
  const action = { type: 'review', expiresAt: first ?? until.toISOString(), checks } as const
  const waiting: Payment = { ...payment, providerRef: ref, lease: null, attempts: 0, action }
  if (step === 'void' && provider === 'stripe')
    return changed({ ...waiting, keysUsed: payment.keysUsed + 1 })
  if (step === 'void') return known ? changed(waiting) : changed(waiting, { type: 'voided' })
  return changed(payment.voidRequested ? stopWaiting(waiting) : waiting)
}

type ActionResult = Extract<WaitingResult, { readonly is: 'action' }>

/** The authorisation waits for its shopper, whose time runs from the first answer on. */
function applyAction({ ref, action, until }: ActionResult, payment: Payment): Change {
  const { expiresAt = until.toISOString(), checks = 0 } = payment.action ?? {}
  const awaited = { ...action, expiresAt, checks }
  const waiting: Payment = {
    ...payment,
    ...{ providerRef: ref ?? payment.providerRef, lease: null, attempts: 0, action: awaited },
  }
  if (payment.voidRequested) return changed(stopWaiting(waiting))
  return payment.action ? changed(waiting) : changed(waiting, actionRequired(action, expiresAt))
}

const actionRequired = (action: ShopperAction, expiresAt: string) =>
  ({ type: 'action_required', action: action.type, expiresAt }) as const

/** What the order is told again of an authorisation: what its shopper has to do, if there is anything. */
export function repeatAction(payment: Payment): Change {
  const { action } = payment
  if (!action || action.type === 'review') return unchanged(payment)
  const { type, expiresAt } = action
  return unchanged(payment, actionRequired({ type }, expiresAt))
}

/** The provider is asked at once whether the shopper has acted, or what it decided, whoever may be asking it already. */
export const checkAction = (payment: Payment): Change =>
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
  const reason = isReviewed(payment) ? underReview : 'shopper_absent'
  return changed(stopWaiting({ ...payment, reason }), { type: 'declined', reason })
}
