import type { Provider as Name, Payment, Refund, ShopperAction, Step } from '../payment.ts'

/** What was captured, or is to be. */
export interface CaptureOutcome {
  readonly ref: string
  readonly captureRef?: string | undefined
  /** Absent where the provider does not say so. */
  readonly amountMinor?: number | undefined
  /** The provider captures no more of the payment. */
  readonly isFinal?: boolean | undefined
}

/** The outcome of one request to a provider. */
export type Outcome =
  | (CaptureOutcome & {
      readonly is: 'done'
      /** Of an authorisation: when the provider ends it, ISO 8601. */
      readonly until?: string | undefined
    })
  /** Of a void: nothing is held any more, because it was captured. */
  | (CaptureOutcome & { readonly is: 'captured' })
  /** Authorised once the shopper has done this; no money is held until then. */
  | { readonly is: 'action'; readonly ref: string | undefined; readonly action: ShopperAction }
  /** The shopper's bank or wallet declined: final, no other provider is tried. */
  | { readonly is: 'declined'; readonly reason: string }
  /** The provider has taken it on; whether money moves is not settled yet. */
  | (CaptureOutcome & { readonly is: 'pending'; readonly reason: string })
  /** The provider will not do this; it took nothing. With `ref` it keeps a record of it, and repeats this for the same key. */
  | { readonly is: 'refused'; readonly reason: string; readonly ref?: string | undefined }
  /** Not carried out: no connection, open breaker, too many requests, no access. */
  | { readonly is: 'not_sent' }
  /** A server error of the provider. One that it keeps is its answer to every request with the same key. */
  | { readonly is: 'failed'; readonly isKept?: boolean }
  /** No response: it may have been carried out. */
  | { readonly is: 'unknown' }

/** The idempotency key of an attempt: the first one has that of the step itself. */
export const attemptKey = (key: string, attempt: number): string =>
  attempt === 0 ? key : `${key}:${attempt}`

export const done = (ref: string, captured: Omit<CaptureOutcome, 'ref'> = {}): Outcome => ({
  ...{ ...captured, is: 'done', ref },
})

/** What became of a refund that the provider keeps a record of. */
export type RefundOutcome =
  | { readonly is: 'done'; readonly ref: string }
  | { readonly is: 'pending' | 'refused'; readonly ref: string; readonly reason: string }

/** The state of an authorisation that no payment uses. */
export type Release =
  | { readonly is: 'released' | 'absent' | 'unknown' }
  | Extract<Outcome, { readonly is: 'captured' }>

/** What a void tells of an authorisation that no payment uses: a refused one is held no longer. */
export function releaseOf(outcome: Outcome): Release {
  if (outcome.is === 'captured') return outcome
  if (outcome.is === 'done') return { is: 'released' }
  return { is: outcome.is === 'refused' || outcome.is === 'declined' ? 'absent' : 'unknown' }
}

/** A payment provider. Every request carries a key derived from the order and the step, so that repeating it is safe. */
export interface Provider {
  readonly name: Name
  authorise(payment: Payment): Promise<Outcome>
  /** Goes on with an authorisation that waited for its shopper, or tells that it still does. */
  resume(payment: Payment): Promise<Outcome>
  capture(payment: Payment): Promise<Outcome>
  void(payment: Payment): Promise<Outcome>
  /** Replaces an authorisation by one that is honoured longer, under a reference of its own. */
  renew(payment: Payment): Promise<Outcome>
  refund(payment: Payment, refund: Refund): Promise<Outcome>
  /** Releases all that it holds for an order that another provider took, or that is voided. */
  release(payment: Payment): Promise<Release>
  /** The time that one attempt at a step takes when every request in it times out. */
  longestMs(step: Step | 'refund'): number
}

export type Providers = Readonly<Record<Name, Provider>>
