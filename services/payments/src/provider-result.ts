import { beginStep, type Change, changed, continueVoid, postingOf, unchanged } from './change.ts'
import { captured, refundEvents, withoutToken } from './decide.ts'
import { isVoidRefund, type Payment, type Provider, type Refund, type Step } from './payment.ts'

/** How far a provider has got with a step, from its response or its webhook. */
export type ProviderResult =
  | (Base & { readonly is: 'done'; readonly ref: string; readonly captureRef?: string | undefined })
  | (Base & { readonly is: 'declined' | 'refused'; readonly reason: string })
  /** No outcome yet; `maybeSent` tells whether a request may have reached the provider. */
  | (Base & { readonly is: 'retry'; readonly maybeSent: boolean })
  /** It took nothing, or nothing that it admits (`unsure`): the next provider may be tried. */
  | (Base & { readonly is: 'failover'; readonly to: Provider; readonly unsure: boolean })

interface Base {
  readonly orderId: string
  readonly provider: Provider
  readonly step: Step | 'refund'
  readonly refundId?: string | undefined
  /** The lease under which the step was carried out; a webhook has none. */
  readonly lease?: string | undefined
}

const attemptsUnsent = 5

/** Whether the lease of a result is no longer that of the step: another worker may be carrying it out. */
export function isStale(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
): boolean {
  if (result.lease === undefined) return false
  return (result.step === 'refund' ? refund : payment)?.lease !== result.lease
}

/** The change that a result makes to a payment; none when it is stale or belongs to no pending step. */
export function applyProviderResult(
  result: ProviderResult,
  payment: Payment | undefined,
  refund: Refund | undefined,
): Change {
  if (!payment || payment.provider !== result.provider) return unchanged(payment)
  if (isStale(result, payment, refund)) return unchanged(payment)
  if (result.step === 'refund')
    return refund?.status === 'pending'
      ? applyToRefund(result, payment, refund)
      : unchanged(payment)
  if (payment.pendingStep !== result.step) return unchanged(payment)
  switch (result.step) {
    case 'authorise':
      return continueVoid(applyToAuthorisation(result, payment))
    case 'void':
      return continueVoid(applyToVoid(result, payment))
    case 'capture':
      return continueVoid(applyToCapture(result, payment))
  }
}

const retryPayment = (payment: Payment, maybeSent: boolean): Payment => ({
  ...payment,
  maybeSent: payment.maybeSent || maybeSent,
  attempts: payment.attempts + 1,
  lease: null,
})

function declined(payment: Payment, reason: string): Change {
  const without = withoutToken({ ...payment, status: 'declined', pendingStep: null, reason })
  return payment.voidRequested ? changed(without) : changed(without, { type: 'declined', reason })
}

function applyToAuthorisation(result: ProviderResult, payment: Payment): Change {
  switch (result.is) {
    case 'done': {
      const { ref, provider } = result
      const authorised = withoutToken({
        ...payment,
        ...{ status: 'authorised', pendingStep: null, providerRef: ref },
      })
      if (payment.voidRequested) return changed(authorised)
      return changed(authorised, { type: 'authorised', provider })
    }
    case 'declined':
    case 'refused':
      return declined(payment, result.reason)
    case 'failover':
      return changed({ ...beginStep(payment, 'authorise'), provider: result.to })
    case 'retry': {
      const waiting = retryPayment(payment, result.maybeSent)
      const giveUp = waiting.voidRequested || waiting.attempts >= attemptsUnsent
      return !waiting.maybeSent && giveUp ? declined(waiting, 'no_provider') : changed(waiting)
    }
  }
}

function applyToVoid(result: ProviderResult, payment: Payment): Change {
  if (result.is === 'retry' || result.is === 'failover') return changed(retryPayment(payment, true))
  const reason = result.is === 'done' ? payment.reason : result.reason
  return changed({ ...payment, status: 'voided', pendingStep: null, reason })
}

function applyToCapture(result: ProviderResult, payment: Payment): Change {
  switch (result.is) {
    case 'done': {
      const change = captured({ ...payment, captureRef: result.captureRef ?? null })
      return payment.voidRequested ? { ...change, events: [] } : change
    }
    case 'declined':
    case 'refused': {
      const { reason } = result
      return changed({ ...payment, pendingStep: null, reason }, { type: 'capture_refused', reason })
    }
    case 'retry':
    case 'failover':
      return changed(retryPayment(payment, true))
  }
}

function applyToRefund(result: ProviderResult, payment: Payment, refund: Refund): Change {
  const { amountMinor, refundId } = refund
  const refundPendingMinor = payment.refundPendingMinor - amountMinor
  switch (result.is) {
    case 'done': {
      const refundedMinor = payment.refundedMinor + amountMinor
      const done: Refund = { ...refund, status: 'refunded', providerRef: result.ref }
      const events = isVoidRefund(refund) ? [] : refundEvents(done, payment.currency ?? '')
      return continueVoid({
        ...changed({ ...payment, refundPendingMinor, refundedMinor }, ...events),
        refunds: [done],
        postings: postingOf('refund_settled', payment, amountMinor, refundId),
      })
    }
    case 'declined':
    case 'refused': {
      // A void owes the customer this refund: it is requested until the provider makes it.
      if (isVoidRefund(refund)) return retryRefund(payment, refund)
      const refused: Refund = { ...refund, status: 'refused', reason: result.reason }
      return continueVoid({
        ...changed(
          { ...payment, refundPendingMinor },
          ...refundEvents(refused, payment.currency ?? ''),
        ),
        refunds: [refused],
        postings: postingOf('refund_undone', payment, amountMinor, refundId),
      })
    }
    case 'retry':
    case 'failover':
      return retryRefund(payment, refund)
  }
}

const retryRefund = (payment: Payment, refund: Refund): Change => ({
  ...unchanged(payment),
  refunds: [{ ...refund, attempts: refund.attempts + 1, lease: null }],
})
