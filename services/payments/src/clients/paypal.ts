import { CheckoutPaymentIntent, type PaymentCollection } from '@paypal/paypal-server-sdk'
import { toDecimal } from '../money.ts'
import type { Payment, Refund } from '../payment.ts'
import { outcomeOfPaypalError, type PaypalOutcome } from './paypal-outcome.ts'
import { type PaypalCredentials, paypalSdk } from './paypal-sdk.ts'
import { done, type Outcome, type Provider, type Release } from './provider.ts'
import type { Transport } from './transport.ts'

const prefer = 'return=representation'
const keyOf = ({ orderId }: Payment, step: string) => `${orderId}:${step}`

const moneyOf = (amountMinor: number, currency: string | null) => ({
  currencyCode: currency ?? '',
  value: toDecimal(amountMinor, currency ?? 'XXX'),
})

const sourceOf = ({ method, token }: Payment) =>
  method === 'paypal' ? { paypal: { vaultId: token ?? '' } } : { card: { vaultId: token ?? '' } }

type Authorization = NonNullable<PaymentCollection['authorizations']>[number]

const authorizationIn = (
  units: readonly { payments?: PaymentCollection }[] | undefined,
): Authorization | undefined => units?.[0]?.payments?.authorizations?.[0]

function outcomeOf({ id, status }: Authorization): Outcome {
  if (!id || status === undefined || status === 'PENDING') return { is: 'unknown' }
  return status === 'DENIED' ? { is: 'declined', reason: 'authorisation_denied' } : done(id)
}

/** PayPal: orders that are authorised and captured later, by wallet or by a card that is vaulted. The SDK repeats nothing. */
export function paypalProvider(transport: Transport, credentials: PaypalCredentials): Provider {
  const { orders, payments } = paypalSdk(transport, credentials)

  /** The same order each time it is asked for; takes nothing. */
  const openOrder = async (payment: Payment): Promise<string> => {
    const { orderId, amountMinor, currency } = payment
    const { result } = await orders.createOrder({
      paypalRequestId: keyOf(payment, 'order'),
      prefer,
      body: {
        intent: CheckoutPaymentIntent.Authorize,
        purchaseUnits: [
          { referenceId: orderId, customId: orderId, amount: moneyOf(amountMinor, currency) },
        ],
      },
    })
    return result.id ?? ''
  }

  const look = async (id: string): Promise<Authorization | undefined> =>
    authorizationIn((await orders.getOrder({ id })).result.purchaseUnits)

  const authorise = async (payment: Payment): Promise<PaypalOutcome> => {
    let id: string
    try {
      id = await openOrder(payment)
    } catch (error) {
      const outcome = outcomeOfPaypalError(error)
      return outcome.is === 'unknown' ? { is: 'not_asked' } : outcome
    }
    try {
      const { result } = await orders.authorizeOrder({
        id,
        paypalRequestId: keyOf(payment, 'authorise'),
        prefer,
        body: { paymentSource: sourceOf(payment) },
      })
      const made = authorizationIn(result.purchaseUnits)
      return made ? outcomeOf(made) : { is: 'unknown' }
    } catch (error) {
      const outcome = outcomeOfPaypalError(error)
      if (outcome.is !== 'unknown' && outcome.is !== 'already') return outcome
      // What is there proves that it was taken; what is not there may still be under way.
      const made = await look(id)
      return made ? outcomeOf(made) : { is: 'unknown' }
    }
  }

  const captureMade = async (payment: Payment): Promise<Outcome> => {
    const { result } = await orders.getOrder({ id: await openOrder(payment) })
    const id = result.purchaseUnits?.[0]?.payments?.captures?.[0]?.id
    return id ? done(payment.providerRef ?? '', id) : { is: 'unknown' }
  }

  const capture = async (payment: Payment): Promise<PaypalOutcome> => {
    const authorizationId = payment.providerRef ?? ''
    const { result } = await payments.captureAuthorizedPayment({
      authorizationId,
      paypalRequestId: keyOf(payment, 'capture'),
      prefer,
      body: { finalCapture: true },
    })
    const { id = '', status } = result
    return status === 'DECLINED' || status === 'FAILED'
      ? { is: 'refused', reason: status.toLowerCase() }
      : done(authorizationId, id)
  }

  const release = async (ref: string, payment: Payment): Promise<PaypalOutcome> => {
    const paypalRequestId = keyOf(payment, 'void')
    await payments.voidPayment({ authorizationId: ref, paypalRequestId, prefer })
    return done(ref)
  }

  const refund = async (payment: Payment, given: Refund): Promise<PaypalOutcome> => {
    const { refundId, amountMinor } = given
    const { result } = await payments.refundCapturedPayment({
      captureId: payment.captureRef ?? '',
      paypalRequestId: keyOf(payment, `refund:${refundId}`),
      prefer,
      body: {
        amount: moneyOf(amountMinor, payment.currency),
        customId: `${payment.orderId}/${refundId}`,
      },
    })
    const { id = '', status } = result
    return status === 'FAILED' || status === 'CANCELLED'
      ? { is: 'refused', reason: status.toLowerCase() }
      : done(id)
  }

  /** `already` counts as done for a void alone; elsewhere the answer under its own key has to be had. */
  const asked = async (work: Promise<PaypalOutcome>, already?: Outcome): Promise<Outcome> => {
    const outcome = await work.catch(outcomeOfPaypalError)
    if (outcome.is !== 'already') return outcome
    return already ?? { is: 'refused', reason: outcome.issue.toLowerCase() }
  }

  const releaseStray = async (payment: Payment): Promise<Release> => {
    const held = await look(await openOrder(payment))
    if (!held?.id || held.status !== 'CREATED') return 'absent'
    const { is } = await asked(release(held.id, payment), done(held.id))
    return is === 'done' ? 'released' : 'unknown'
  }

  return {
    name: 'paypal',
    authorise: (payment) => asked(authorise(payment)),
    async capture(payment) {
      const outcome = await capture(payment).catch(outcomeOfPaypalError)
      return asked(outcome.is === 'already' ? captureMade(payment) : Promise.resolve(outcome))
    },
    void: (payment) => {
      const ref = payment.providerRef ?? ''
      return asked(release(ref, payment), done(ref))
    },
    refund: (payment, given) => asked(refund(payment, given)),
    release: (payment) => releaseStray(payment).catch(() => 'unknown'),
  }
}
