import { type Amount, milliOf } from './amount.ts'
import { type Authorization, type Decided, type Order, refused } from './orders.ts'

const dayMs = 86_400_000
/** Days after the order was first authorised in which PayPal renews it, and how often. */
const firstDay = 4
const lastDay = 29
const atMost = 1

/** A renewal may be for this much more than the order. */
const mostPercent = 115

/** When an authorisation ends; a renewal does not move it. */
export const expiresAt = ({ createTime }: Order): Date =>
  new Date(Date.parse(createTime) + lastDay * dayMs)

/** Puts a new authorisation, honoured for three days, in the place of the one before. */
export function reauthorize(
  order: Order,
  authorization: Authorization,
  amount: Amount | undefined,
  newId: string,
  now: Date,
): Decided {
  const { token = '', status } = authorization
  if (status === 'VOIDED')
    return refused('AUTHORIZATION_VOIDED', 'A voided authorization cannot be reauthorized.')
  if (status === 'CAPTURED')
    return refused('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.')
  if (now >= expiresAt(order))
    return refused('AUTHORIZATION_EXPIRED', 'An expired authorization cannot be reauthorized.')
  const renewed = order.renewed ?? []
  const isEarly = now.getTime() < Date.parse(order.createTime) + (firstDay - 1) * dayMs
  if (isEarly)
    return refused(
      'REAUTHORIZATION_TOO_SOON',
      'A reauthorization is only allowed once from Day 4 to Day 29 since the date of the original authorization.',
    )
  // Only payments from a PayPal account are renewed.
  if (token.startsWith('pm_') || /renewal-refused/i.test(token) || renewed.length >= atMost)
    return refused('REAUTHORIZATION_NOT_SUPPORTED', 'The authorization cannot be reauthorized.')
  if (amount && amount.currency_code !== order.amount.currency_code)
    return refused('CURRENCY_MISMATCH', 'Currency must be that of the authorization.')
  if (amount && milliOf(amount) * 100 > milliOf(order.amount) * mostPercent)
    return refused('REAUTHORIZATION_AMOUNT_EXCEEDED', 'At most 115 % can be reauthorized.')
  return {
    order: {
      ...order,
      ...(amount && { amount }),
      authorization: { id: newId, status: 'CREATED', token, createTime: now.toISOString() },
      renewed: [...renewed, { ...authorization, status: 'VOIDED' }],
    },
  }
}
