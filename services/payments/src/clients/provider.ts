import type { Provider as Name, Payment, Refund } from '../payment.ts'

/** What a provider made of a request. */
export type Outcome =
  | { readonly is: 'done'; readonly ref: string; readonly captureRef?: string | undefined }
  /** The shopper's bank or wallet said no: final, nobody else is asked. */
  | { readonly is: 'declined'; readonly reason: string }
  /** The provider will not do this; it took nothing. */
  | { readonly is: 'refused'; readonly reason: string }
  /** It was not carried out this time: no connection, open breaker, too many requests, no access. */
  | { readonly is: 'not_asked' }
  /** It answered with an error of its own. */
  | { readonly is: 'failed' }
  /** No answer: it may have been carried out. */
  | { readonly is: 'unknown' }

export const done = (ref: string, captureRef?: string): Outcome => ({ is: 'done', ref, captureRef })

export type Release = 'released' | 'absent' | 'unknown'

/** A payment provider. Every request carries a key derived from the order and the step, so that asking again is safe. */
export interface Provider {
  readonly name: Name
  authorise(payment: Payment): Promise<Outcome>
  capture(payment: Payment): Promise<Outcome>
  void(payment: Payment): Promise<Outcome>
  refund(payment: Payment, refund: Refund): Promise<Outcome>
  /** Lets go whatever it holds for an order that another provider took. */
  release(payment: Payment): Promise<Release>
}

export type Providers = Readonly<Record<Name, Provider>>
