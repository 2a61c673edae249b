import { AppError, missingToken } from '@stoa/service'
import type { Lookup } from './lookup.ts'

export const parts = ['payment', 'parcel'] as const
export type Part = (typeof parts)[number]

/** The order found; throws the problem that the caller gets without it. */
export function orderOf<Order>(lookup: Lookup<Order>, orderId: string): Order {
  switch (lookup.outcome) {
    case 'found':
      return lookup.body
    case 'not_found':
      throw new AppError('not_found', `order ${orderId} not found`)
    case 'forbidden':
      throw new AppError('forbidden', `order ${orderId} belongs to another customer`)
    case 'unauthenticated':
      throw new AppError('unauthenticated', missingToken)
    case 'unavailable':
      throw new AppError('unavailable', 'the service orders is unavailable; retry in 1 s', {
        retryAfterSeconds: 1,
      })
  }
}

/** A part that does not exist yet is null; a part whose service is unavailable is null and listed in `unavailable`. */
export function compose<Order, Payment, Parcel>(
  order: Order,
  lookups: { readonly payment: Lookup<Payment>; readonly parcel: Lookup<Parcel> },
) {
  const bodyOf = <Body>(lookup: Lookup<Body>) => (lookup.outcome === 'found' ? lookup.body : null)
  const unavailable = parts.filter(
    (part) => !['found', 'not_found'].includes(lookups[part].outcome),
  )
  return { order, payment: bodyOf(lookups.payment), parcel: bodyOf(lookups.parcel), unavailable }
}
