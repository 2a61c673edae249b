import type { OrdersController, PaymentsController } from '@paypal/paypal-server-sdk'
import type { Payment } from '../payment.ts'
import {
  type Authorization,
  outcomeOfAuthorization,
  outcomeOfPaypalError,
} from './paypal-outcome.ts'
import { attemptKey, type Outcome } from './provider.ts'

interface Controllers {
  readonly orders: Pick<OrdersController, 'getOrder'>
  readonly payments: Pick<PaymentsController, 'getAuthorizedPayment' | 'reauthorizePayment'>
}

/** Renews authorisations at PayPal, for the same amount. The new one has an id of its own. */
export function paypalRenewal({ orders, payments }: Controllers) {
  /** The authorisation that an earlier request put in the place of the payment's. */
  const findRenewal = async ({ providerRef }: Payment): Promise<Authorization | undefined> => {
    const { result: current } = await payments.getAuthorizedPayment({
      authorizationId: providerRef ?? '',
    })
    const id = current.supplementaryData?.relatedIds?.orderId
    if (!id) return undefined
    const { purchaseUnits } = (await orders.getOrder({ id })).result
    return purchaseUnits?.[0]?.payments?.authorizations?.find(
      ({ id: other, status, createTime = '' }) =>
        other !== providerRef && status === 'CREATED' && createTime > (current.createTime ?? ''),
    )
  }

  const reauthorise = async (payment: Payment): Promise<Outcome> => {
    try {
      const { result } = await payments.reauthorizePayment({
        authorizationId: payment.providerRef ?? '',
        paypalRequestId: attemptKey(`${payment.orderId}:renew`, payment.renewals),
        prefer: 'return=representation',
      })
      return outcomeOfAuthorization(result)
    } catch (error) {
      const outcome = outcomeOfPaypalError(error)
      return outcome.is === 'already'
        ? { is: 'refused', reason: outcome.issue.toLowerCase() }
        : outcome
    }
  }

  /** What an earlier request made, if that can be found out. */
  const outcomeOfEarlier = async (payment: Payment): Promise<Outcome | undefined> => {
    const made = await findRenewal(payment)
    return made && outcomeOfAuthorization(made)
  }

  /** PayPal is asked for what an unanswered request made before another one is sent. */
  return async (payment: Payment): Promise<Outcome> => {
    if (payment.maybeSent) {
      const earlier = await outcomeOfEarlier(payment).catch((): Outcome => ({ is: 'unknown' }))
      return earlier ?? reauthorise(payment)
    }
    const outcome = await reauthorise(payment)
    if (outcome.is !== 'unknown') return outcome
    return (await outcomeOfEarlier(payment).catch(() => undefined)) ?? outcome
  }
}
