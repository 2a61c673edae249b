import type { PaymentCollection } from '@paypal/paypal-server-sdk'
import { restMinor } from '../capture.ts'
import { toPaypalValue } from '../money.ts'
import type { Payment, Refund, Step } from '../payment.ts'
import {
  type Authorization,
  decisiveCapture,
  outcomeOfAuthorization,
  outcomeOfCapture,
  outcomeOfPaypalError,
  outcomeOfRefund,
  type PaypalOutcome,
  tooMuch,
} from './paypal-outcome.ts'
import { paypalRenewal } from './paypal-renewal.ts'
import { type PaypalCredentials, paypalSdk } from './paypal-sdk.ts'
import { paypalVoid } from './paypal-void.ts'
import { attemptKey, type Outcome, type Provider } from './provider.ts'
import { paypal } from './sdks.ts'
import type { Transport } from './transport.ts'

/** Requests that one attempt sends at most, with the one for an access token. */
const requests: Readonly<Record<Step | 'refund', number>> = {
  authorise: 4,
  capture: 4,
  void: 4,
  refund: 2,
  renew: 4,
}

const prefer = 'return=representation'
const keyOf = ({ orderId }: Payment, step: string, attempt = 0) =>
  attemptKey(`${orderId}:${step}`, attempt)

const moneyOf = (amountMinor: number, currency: string | null) => ({
  currencyCode: currency ?? '',
  value: toPaypalValue(amountMinor, currency ?? ''),
})

/** The shop's pages for a shopper who comes back from PayPal; `{orderId}` in them stands for the order's id. */
export interface ShopPages {
  readonly returnUrl?: string | undefined
  readonly cancelUrl?: string | undefined
}

const pageOf = (page: string, { orderId }: Payment) => page.replaceAll('{orderId}', orderId)

function sourceOf(payment: Payment, { returnUrl, cancelUrl }: ShopPages) {
  const vaultId = payment.token ?? ''
  if (payment.method !== 'paypal') return { card: { vaultId } }
  const experienceContext = {
    ...(returnUrl && { returnUrl: pageOf(returnUrl, payment) }),
    ...(cancelUrl && { cancelUrl: pageOf(cancelUrl, payment) }),
  }
  return { paypal: { vaultId, ...((returnUrl || cancelUrl) && { experienceContext }) } }
}

const authorizationIn = (
  units: readonly { payments?: PaymentCollection }[] | undefined,
): Authorization | undefined => units?.[0]?.payments?.authorizations?.[0]

/** Stores the order that PayPal made for one of ours. */
export type KeepOrder = (orderId: string, paypalOrder: string) => Promise<void>

/** PayPal: orders that are authorised and captured later, by wallet or by a vaulted card. The SDK retries nothing. */
export function paypalProvider(
  transport: Transport,
  credentials: PaypalCredentials,
  keepOrder: KeepOrder,
  pages: ShopPages = {},
): Provider {
  const { orders, payments } = paypalSdk(transport, credentials)

  /** Creates PayPal's order, or returns the one that was created in the last six hours, and stores it; takes no money. */
  const openOrder = async (payment: Payment): Promise<string> => {
    const { orderId, amountMinor, currency } = payment
    const { result } = await orders.createOrder({
      paypalRequestId: keyOf(payment, 'order'),
      prefer,
      body: {
        intent: paypal.CheckoutPaymentIntent.Authorize,
        purchaseUnits: [
          { referenceId: orderId, customId: orderId, amount: moneyOf(amountMinor, currency) },
        ],
      },
    })
    const { id = '' } = result
    await keepOrder(orderId, id)
    return id
  }

  const findAuthorization = async (id: string): Promise<Authorization | undefined> =>
    authorizationIn((await orders.getOrder({ id })).result.purchaseUnits)

  const authorise = async (payment: Payment): Promise<PaypalOutcome> => {
    let id: string
    try {
      const earlier = payment.providerOrder
      const made = earlier ? await findAuthorization(earlier) : undefined
      if (made) return outcomeOfAuthorization(made)
      id = earlier ?? (await openOrder(payment))
    } catch (error) {
      const outcome = outcomeOfPaypalError(error)
      return outcome.is === 'unknown' ? { is: 'not_sent' } : outcome
    }
    try {
      const { result } = await orders.authorizeOrder({
        id,
        // An approved order needs a new key: the old one repeats that an approval is missing.
        paypalRequestId: keyOf(payment, 'authorise', payment.action?.checks),
        prefer,
        body: { paymentSource: sourceOf(payment, pages) },
      })
      const made = authorizationIn(result.purchaseUnits)
      return made ? outcomeOfAuthorization(made) : { is: 'unknown' }
    } catch (error) {
      const outcome = outcomeOfPaypalError(error)
      if (outcome.is !== 'unknown' && outcome.is !== 'already') return outcome
      // An authorisation that is there settles it; without one, or without an answer, it may still be under way.
      const made = await findAuthorization(id).catch(() => undefined)
      return made ? outcomeOfAuthorization(made) : { is: 'unknown' }
    }
  }

  const { paymentsOf, ...voiding } = paypalVoid({ orders, payments, openOrder })

  /** The capture that was made before our request, and that answers it. */
  const captureMade = async (payment: Payment, issue: string): Promise<Outcome> => {
    const { captures } = await paymentsOf(payment)
    const made = outcomeOfCapture(payment.providerRef ?? '', decisiveCapture(captures))
    const isFinal = issue !== tooMuch
    return made.is === 'done' && isFinal ? { ...made, isFinal } : made
  }

  const capture = async (payment: Payment): Promise<PaypalOutcome> => {
    const authorizationId = payment.providerRef ?? ''
    const { result } = await payments.captureAuthorizedPayment({
      authorizationId,
      paypalRequestId: keyOf(payment, 'capture', payment.captureAttempt + payment.keysUsed),
      prefer,
      body: {
        finalCapture: true,
        ...(payment.capturedMinor > 0 && {
          amount: moneyOf(restMinor(payment), payment.currency),
        }),
      },
    })
    return outcomeOfCapture(authorizationId, result)
  }

  const giveBack = async (payment: Payment, refund: Refund): Promise<PaypalOutcome> => {
    const { refundId, amountMinor, attempt, keysUsed } = refund
    const captureRef = refund.captureRef ?? payment.captureRef ?? ''
    const { result } = await payments.refundCapturedPayment({
      captureId: captureRef,
      paypalRequestId: keyOf(payment, `refund:${refundId}`, attempt + keysUsed),
      prefer,
      body: {
        amount: moneyOf(amountMinor, payment.currency),
        customId: `${payment.orderId}/${refundId}`,
      },
    })
    const outcome = outcomeOfRefund(result)
    return outcome.is === 'refused' ? outcome : { ...outcome, captureRef }
  }

  /** A step that was carried out before needs the response to its own key. */
  const outcomeOfRequest = async (work: Promise<PaypalOutcome>): Promise<Outcome> => {
    const outcome = await work.catch(outcomeOfPaypalError)
    return outcome.is === 'already'
      ? { is: 'refused', reason: outcome.issue.toLowerCase() }
      : outcome
  }

  return {
    name: 'paypal',
    ...voiding,
    authorise: (payment) => outcomeOfRequest(authorise(payment)),
    resume: (payment) => outcomeOfRequest(authorise(payment)),
    async capture(payment) {
      const outcome = await capture(payment).catch(outcomeOfPaypalError)
      return outcomeOfRequest(
        outcome.is === 'already' ? captureMade(payment, outcome.issue) : Promise.resolve(outcome),
      )
    },
    renew: paypalRenewal({ orders, payments }),
    refund: (payment, refund) => outcomeOfRequest(giveBack(payment, refund)),
    longestMs: (step) => transport.timeoutMs * requests[step],
  }
}
