import type {
  OrdersController,
  PaymentCollection,
  PaymentsController,
} from '@paypal/paypal-server-sdk'
import type { Payment } from '../payment.ts'
import {
  decisiveCapture,
  isCapturedIssue,
  outcomeOfAuthorization,
  outcomeOfCapture,
  outcomeOfPaypalError,
} from './paypal-outcome.ts'
import { done, type Outcome, type Release, releaseOf } from './provider.ts'

interface Controllers {
  readonly orders: Pick<OrdersController, 'getOrder'>
  readonly payments: Pick<PaymentsController, 'getAuthorizedPayment' | 'voidPayment'>
  /** Creates PayPal's order, or returns the one that was created before. */
  readonly openOrder: (payment: Payment) => Promise<string>
}

/** One that is reviewed may be held soon. */
const heldAs: ReadonlySet<string> = new Set(['CREATED', 'PENDING', 'PARTIALLY_CAPTURED'])

/** Voids authorisations at PayPal, and tells of those that were captured instead. `paymentsOf`: all that PayPal's order has. */
export function paypalVoid({ orders, payments, openOrder }: Controllers) {
  const relatedOrder = async (authorizationId: string): Promise<string | undefined> => {
    const { result } = await payments.getAuthorizedPayment({ authorizationId })
    return result.supplementaryData?.relatedIds?.orderId
  }

  /** PayPal's order of a payment. One that an earlier release made is not stored: its authorisation names it longer than its key does. */
  const orderOf = async (payment: Payment): Promise<string> => {
    if (payment.providerOrder) return payment.providerOrder
    const ref = payment.provider === 'paypal' ? payment.providerRef : null
    const known = ref ? await relatedOrder(ref).catch(() => undefined) : undefined
    return known ?? openOrder(payment)
  }

  const paymentsOf = async (payment: Payment): Promise<PaymentCollection> => {
    const { result } = await orders.getOrder({ id: await orderOf(payment) })
    return result.purchaseUnits?.[0]?.payments ?? {}
  }

  /** A capture that is not settled is told of by its event. */
  const capturedIn = (ref: string, { captures }: PaymentCollection): Outcome => {
    const outcome = outcomeOfCapture(ref, decisiveCapture(captures))
    if (outcome.is === 'done') return { ...outcome, is: 'captured', isFinal: true }
    return outcome.is === 'pending' ? { is: 'refused', reason: 'capture_pending' } : outcome
  }

  /** One that PayPal reviews cannot be voided before the review is over. */
  const reviewOf = async (ref: string): Promise<Outcome | undefined> => {
    const { result } = await payments.getAuthorizedPayment({ authorizationId: ref })
    const outcome = outcomeOfAuthorization(result)
    return outcome.is === 'pending' ? outcome : undefined
  }

  const voidOne = async (ref: string, payment: Payment, key: string): Promise<Outcome> => {
    const request = { authorizationId: ref, paypalRequestId: key, prefer: 'return=representation' }
    const outcome = await payments
      .voidPayment(request)
      .then(() => done(ref))
      .catch(outcomeOfPaypalError)
    if (outcome.is === 'refused') return (await reviewOf(ref)) ?? outcome
    if (outcome.is !== 'already') return outcome
    return isCapturedIssue(outcome.issue) ? capturedIn(ref, await paymentsOf(payment)) : done(ref)
  }

  /** All that is held, also by a renewal without a response, or besides what is captured; one that nobody approved expires. */
  const release = async (payment: Payment): Promise<Release> => {
    const made = await paymentsOf(payment)
    const { authorizations = [] } = made
    const held = authorizations.filter(({ id, status }) => id && status && heldAs.has(status))
    for (const { id = '' } of held) {
      const one = releaseOf(await voidOne(id, payment, `${payment.orderId}:void:${id}`))
      if (one.is !== 'released') return one.is === 'absent' ? { is: 'unknown' } : one
    }
    const taken = capturedIn(payment.providerRef ?? '', made)
    if (taken.is === 'captured') return taken
    return { is: held.length > 0 ? 'released' : 'absent' }
  }

  const releaseAll = (payment: Payment): Promise<Release> =>
    release(payment).catch((): Release => ({ is: 'unknown' }))

  return {
    paymentsOf,
    release: releaseAll,
    void: async (payment: Payment): Promise<Outcome> => {
      const ref = payment.providerRef ?? ''
      if (ref !== '')
        return voidOne(ref, payment, `${payment.orderId}:void`).catch(
          (): Outcome => ({ is: 'unknown' }),
        )
      const released = await releaseAll(payment)
      if (released.is === 'captured') return released
      return released.is === 'unknown' ? { is: 'unknown' } : done(ref)
    },
  }
}
