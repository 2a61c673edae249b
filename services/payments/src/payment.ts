/** What one payment is and what may become of it: pure. */
export type Provider = 'stripe' | 'paypal'
export type Step = 'authorise' | 'void' | 'capture'
export type Method = 'account' | 'card' | 'paypal'

export interface Payment {
  readonly orderId: string
  /** Absent, like the method, when a void came before anything else. */
  readonly customerId: string | null
  readonly method: Method | null
  readonly token: string | null
  readonly provider: Provider | 'account' | null
  readonly status: 'pending' | 'authorised' | 'declined' | 'voided' | 'captured'
  /** What the provider is being asked. */
  readonly doing: Step | null
  /** A void was asked for; nothing may be left with us. */
  readonly stopped: boolean
  /** The provider may know of this step already. */
  readonly asked: boolean
  readonly attempts: number
  readonly amountMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** Refunds that the provider has not confirmed. */
  readonly returningMinor: number
  readonly currency: string | null
  readonly providerRef: string | null
  readonly captureRef: string | null
  readonly reason: string | null
  readonly traceparent: string | null
}

export interface Refund {
  readonly refundId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly status: 'pending' | 'refunded' | 'refused'
  readonly reason: string | null
  readonly providerRef: string | null
  readonly attempts: number
  readonly traceparent: string | null
}

export const tombstone = (orderId: string): Payment => ({
  orderId,
  customerId: null,
  method: null,
  token: null,
  provider: null,
  status: 'voided',
  doing: null,
  stopped: true,
  asked: false,
  attempts: 0,
  amountMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  returningMinor: 0,
  currency: null,
  providerRef: null,
  captureRef: null,
  reason: 'cancelled',
  traceparent: null,
})

/** What can still be given back. */
export const refundable = (payment: Payment): number =>
  payment.capturedMinor - payment.refundedMinor - payment.returningMinor

/** No provider is asked for it. */
export const ledgerOnly = (payment: Payment): boolean =>
  payment.provider === 'account' || payment.amountMinor === 0

/** The refund that a void makes of what was captured already carries the order's own id. */
export const isUnwinding = (refund: Refund): boolean => refund.refundId === refund.orderId

const byMethod: Readonly<Record<Method, readonly Provider[]>> = {
  account: [],
  card: ['stripe', 'paypal'],
  paypal: ['paypal'],
}

export const firstProvider = (method: Method): Provider | 'account' =>
  byMethod[method][0] ?? 'account'

/** Who is tried when this one cannot take it. */
export function providerAfter(payment: Payment): Provider | undefined {
  const providers: readonly (Provider | 'account')[] = payment.method
    ? byMethod[payment.method]
    : []
  const next = payment.provider ? providers[providers.indexOf(payment.provider) + 1] : undefined
  return next === 'account' ? undefined : next
}
