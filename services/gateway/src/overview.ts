import { AppError } from '@stoa/service'
import type { Asked } from './clients/ask.ts'

export const parts = ['payment', 'parcel'] as const
export type Part = (typeof parts)[number]

/** The order decides what the caller gets: without it there is nothing to compose. */
export function orderOf<Order>(asked: Asked<Order>, orderId: string): Order {
  switch (asked.outcome) {
    case 'found':
      return asked.body
    case 'absent':
      throw new AppError('not_found', `order ${orderId} not found`)
    case 'forbidden':
      throw new AppError('forbidden', 'this order belongs to another customer')
    case 'unauthenticated':
      throw new AppError('unauthenticated', 'a verified token is needed')
    case 'unavailable':
      throw new AppError('unavailable', 'orders cannot be read at the moment', {
        retryAfterSeconds: 1,
      })
  }
}

/** A part that does not exist yet is null; one whose service gave no answer is null and named. */
export function compose<Order, Payment, Parcel>(
  order: Order,
  found: { readonly payment: Asked<Payment>; readonly parcel: Asked<Parcel> },
) {
  const bodyOf = <Body>(asked: Asked<Body>) => (asked.outcome === 'found' ? asked.body : null)
  const away = parts.filter((part) => !['found', 'absent'].includes(found[part].outcome))
  return { order, payment: bodyOf(found.payment), parcel: bodyOf(found.parcel), unavailable: away }
}
