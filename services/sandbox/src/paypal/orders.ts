import { type Amount, amountLike, milliOf } from './amount.ts'
import type { CaptureBody } from './bodies.ts'

export interface Captured {
  readonly id: string
  readonly amount: Amount
  readonly refundedMilli: number
  /** Absent: completed. */
  readonly status?: 'PENDING' | 'DECLINED'
  /** More of the authorisation may be captured. */
  readonly isPart?: true
  /** What PayPal took back by itself, in thousandths. */
  readonly reversal?: Reversal
}

export interface Reversal {
  readonly milli: number
  /** It is the money of a dispute, which is withdrawn once. */
  readonly isDisputed: boolean
}

export interface Authorization {
  readonly id: string
  /** `PENDING`: PayPal reviews it. */
  readonly status: 'CREATED' | 'PENDING' | 'DENIED' | 'PARTIALLY_CAPTURED' | 'CAPTURED' | 'VOIDED'
  /** The latest capture. */
  readonly capture?: Captured
  /** Captures before it, oldest first. */
  readonly earlier?: readonly Captured[]
  /** The shopper's token: its name may say what is pending. */
  readonly token?: string
  /** Absent: with its order. */
  readonly createTime?: string
}

/** The shop's pages for a payer who approved, or did not. */
export interface ShopPages {
  readonly returnUrl?: string
  readonly cancelUrl?: string
}

/** A PayPal order with its authorisation and capture. */
export interface Order {
  readonly id: string
  readonly referenceId: string
  readonly customId: string | null
  readonly amount: Amount
  readonly createTime: string
  readonly authorization?: Authorization
  /** Those that were renewed, oldest first: no money is taken on them any more. */
  readonly renewed?: readonly Authorization[]
  /** The payer approved it. */
  readonly approved?: boolean
  /** Of the request that found that the payer has to approve it. */
  readonly pages?: ShopPages
}

export interface Refund {
  readonly id: string
  readonly orderId: string
  readonly captureId: string
  readonly amount: Amount
  readonly customId: string | null
  readonly createTime: string
  /** Absent: completed. */
  readonly status?: 'PENDING' | 'FAILED'
}

export interface Refusal {
  readonly status: 404 | 422
  readonly issue: string
  readonly description: string
  /** Where the payer approves the order. */
  readonly payerAction?: string
}

export type Decided =
  | { readonly order: Order; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly order?: undefined }

export const refused = (issue: string, description: string): Decided => ({
  refusal: { status: 422, issue, description },
})

/** Tokens whose name says so are declined, as are the cards that Stripe's test tokens decline. */
const isDeclined = (token: string) => /declin/i.test(token)

export const declined = (issue = 'INSTRUMENT_DECLINED'): Decided =>
  refused(
    issue,
    'The instrument presented was either declined by the processor or bank, or it cannot be used for this payment.',
  )

export function authorize(order: Order, token: string | undefined, newId: string): Decided {
  if (order.authorization) return refused('ORDER_ALREADY_AUTHORIZED', 'Order already authorized.')
  if (!token)
    return refused('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.')
  if (isDeclined(token)) return declined()
  if (/needs-approval/i.test(token) && !order.approved)
    return {
      refusal: {
        status: 422,
        issue: 'PAYER_ACTION_REQUIRED',
        description: 'Payer needs to perform the following action before proceeding with payment.',
        payerAction: `https://www.sandbox.paypal.com/checkoutnow?token=${order.id}`,
      },
    }
  const status = /review/i.test(token) ? 'PENDING' : 'CREATED'
  return { order: { ...order, authorization: { id: newId, status, token } } }
}

/** Nothing is done with an authorisation that is reviewed, or was denied after its review. */
const undecided = ({ status }: Authorization): Decided | undefined => {
  if (status === 'DENIED')
    return refused('AUTHORIZATION_DENIED', 'A denied authorization cannot be captured or voided.')
  return status === 'PENDING'
    ? refused('AUTHORIZATION_PENDING', 'A pending authorization cannot be captured or voided.')
    : undefined
}

export function capture(
  order: Order,
  authorization: Authorization,
  { amount, final_capture: isFinal }: CaptureBody,
  newId: string,
): Decided {
  const refusal = undecided(authorization)
  if (refusal) return refusal
  if (authorization.status === 'VOIDED')
    return refused('AUTHORIZATION_VOIDED', 'A voided authorization cannot be captured.')
  if (authorization.status === 'CAPTURED')
    return refused('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.')
  const earlier = capturesOf(authorization)
  const left = milliOf(order.amount) - capturedMilli(authorization)
  const captured = amount ?? amountLike(order.amount, left)
  if (captured.currency_code !== order.amount.currency_code)
    return refused('CURRENCY_MISMATCH', 'Currency of capture must be that of the authorization.')
  if (milliOf(captured) > left)
    return refused('MAX_CAPTURE_AMOUNT_EXCEEDED', 'Capture amount exceeds what is allowed.')
  // Only the first capture is pending: one after a denial is settled at once.
  const waits = /capture-pending/i.test(authorization.token ?? '') && !authorization.capture
  const isPart = !isFinal && milliOf(captured) < left
  const capture: Captured = {
    ...{ id: newId, amount: captured, refundedMilli: 0 },
    ...(waits && { status: 'PENDING' }),
    ...(isPart && { isPart }),
  }
  const status = isPart ? 'PARTIALLY_CAPTURED' : 'CAPTURED'
  return { order: { ...order, authorization: { ...authorization, status, capture, earlier } } }
}

/** The captures of an authorisation, oldest first. */
export const capturesOf = ({ earlier = [], capture }: Authorization): readonly Captured[] =>
  capture ? [...earlier, capture] : earlier

const capturedMilli = (authorization: Authorization): number =>
  capturesOf(authorization)
    .filter(({ status }) => status !== 'DECLINED')
    .reduce((sum, { amount }) => sum + milliOf(amount), 0)

/** The order with one of its captures as it is now; after a decline more can be captured. */
export function withCapture(order: Order, captured: Captured): Order {
  const { authorization } = order
  if (!authorization) return order
  const captures = capturesOf(authorization).map((one) => (one.id === captured.id ? captured : one))
  const after = {
    ...authorization,
    earlier: captures.slice(0, -1),
    capture: captures.at(-1) ?? captured,
  }
  const open = capturedMilli(after) > 0 ? 'PARTIALLY_CAPTURED' : 'CREATED'
  const status = captured.status === 'DECLINED' ? open : authorization.status
  return { ...order, authorization: { ...after, status } }
}

/** Whether refunds of payments by this token are pending until they are settled. */
export const hasPendingRefunds = ({ token }: Authorization): boolean =>
  /refund-pending/i.test(token ?? '')

export function cancel(order: Order, authorization: Authorization): Decided {
  const refusal = undecided(authorization)
  if (refusal) return refusal
  if (authorization.status === 'VOIDED')
    return refused('PREVIOUSLY_VOIDED', 'Authorization has been previously voided.')
  if (authorization.status === 'CAPTURED')
    return refused('PREVIOUSLY_CAPTURED', 'Authorization has been previously captured.')
  return { order: { ...order, authorization: { ...authorization, status: 'VOIDED' } } }
}

export function refund(order: Order, captured: Captured, milli: number): Decided {
  if (captured.status === 'PENDING')
    return refused('CAPTURE_NOT_COMPLETED', 'A pending capture cannot be refunded.')
  const left = milliOf(captured.amount) - captured.refundedMilli
  if (left === 0)
    return refused('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded.')
  if (milli > left)
    return refused(
      'REFUND_AMOUNT_EXCEEDED',
      'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
    )
  return {
    order: withCapture(order, { ...captured, refundedMilli: captured.refundedMilli + milli }),
  }
}
