import { begin, type Change, changed, postingOf, settle, unchanged } from './change.ts'
import { captured, sayOf, withoutToken } from './decide.ts'
import { isUnwinding, type Payment, type Provider, type Refund, type Step } from './payment.ts'

/** What asking a provider (or its webhook) has shown. */
export type Finding =
  | (Base & { readonly is: 'done'; readonly ref: string; readonly captureRef?: string | undefined })
  | (Base & { readonly is: 'declined' | 'refused'; readonly reason: string })
  /** Not known yet; `asked` tells whether the provider may know of it. */
  | (Base & { readonly is: 'later'; readonly asked: boolean })
  /** It took nothing, or nothing that it admits (`unsure`): another one may be tried. */
  | (Base & { readonly is: 'next'; readonly to: Provider; readonly unsure: boolean })

interface Base {
  readonly orderId: string
  readonly provider: Provider
  readonly step: Step | 'refund'
  readonly refundId?: string | undefined
}

const attemptsUnasked = 5

/** What a finding makes of a payment. One that fits nothing under way changes nothing. */
export function conclude(
  finding: Finding,
  payment: Payment | undefined,
  refund: Refund | undefined,
): Change {
  if (!payment || payment.provider !== finding.provider) return unchanged(payment)
  if (finding.step === 'refund')
    return refund?.status === 'pending' ? given(finding, payment, refund) : unchanged(payment)
  if (payment.doing !== finding.step) return unchanged(payment)
  switch (finding.step) {
    case 'authorise':
      return settle(authorised(finding, payment))
    case 'void':
      return settle(released(finding, payment))
    case 'capture':
      return settle(taken(finding, payment))
  }
}

const postponed = (payment: Payment, asked: boolean): Payment => ({
  ...payment,
  asked: payment.asked || asked,
  attempts: payment.attempts + 1,
})

function declined(payment: Payment, reason: string): Change {
  const without = withoutToken({ ...payment, status: 'declined', doing: null, reason })
  return payment.stopped ? changed(without) : changed(without, { type: 'declined', reason })
}

function authorised(finding: Finding, payment: Payment): Change {
  switch (finding.is) {
    case 'done': {
      const { ref } = finding
      const done = { ...payment, status: 'authorised', doing: null, providerRef: ref } as const
      if (payment.stopped) return changed(withoutToken(done))
      return changed(withoutToken(done), { type: 'authorised', provider: finding.provider })
    }
    case 'declined':
    case 'refused':
      return declined(payment, finding.reason)
    case 'next':
      return changed({ ...begin(payment, 'authorise'), provider: finding.to })
    case 'later': {
      const waiting = postponed(payment, finding.asked)
      const hopeless = waiting.stopped || waiting.attempts >= attemptsUnasked
      return !waiting.asked && hopeless ? declined(waiting, 'no_provider') : changed(waiting)
    }
  }
}

function released(finding: Finding, payment: Payment): Change {
  if (finding.is === 'later' || finding.is === 'next') return changed(postponed(payment, true))
  const reason = finding.is === 'done' ? payment.reason : finding.reason
  return changed({ ...payment, status: 'voided', doing: null, reason })
}

function taken(finding: Finding, payment: Payment): Change {
  switch (finding.is) {
    case 'done': {
      const change = captured({ ...payment, captureRef: finding.captureRef ?? null })
      return payment.stopped ? { ...change, said: [] } : change
    }
    case 'declined':
    case 'refused': {
      const { reason } = finding
      return changed({ ...payment, doing: null, reason }, { type: 'capture_refused', reason })
    }
    case 'later':
    case 'next':
      return changed(postponed(payment, true))
  }
}

function given(finding: Finding, payment: Payment, refund: Refund): Change {
  const { amountMinor, refundId } = refund
  const returningMinor = payment.returningMinor - amountMinor
  switch (finding.is) {
    case 'done': {
      const refundedMinor = payment.refundedMinor + amountMinor
      const done: Refund = { ...refund, status: 'refunded', providerRef: finding.ref }
      const said = isUnwinding(refund) ? [] : sayOf(done, payment.currency ?? '')
      return settle({
        ...changed({ ...payment, returningMinor, refundedMinor }, ...said),
        refunds: [done],
        postings: postingOf('refund_settled', payment, amountMinor, refundId),
      })
    }
    case 'declined':
    case 'refused': {
      // What a void has to give back is owed whatever the provider says now.
      if (isUnwinding(refund)) return asksAgain(payment, refund)
      const refused: Refund = { ...refund, status: 'refused', reason: finding.reason }
      return settle({
        ...changed({ ...payment, returningMinor }, ...sayOf(refused, payment.currency ?? '')),
        refunds: [refused],
        postings: postingOf('refund_undone', payment, amountMinor, refundId),
      })
    }
    case 'later':
    case 'next':
      return asksAgain(payment, refund)
  }
}

const asksAgain = (payment: Payment, refund: Refund): Change => ({
  ...unchanged(payment),
  refunds: [{ ...refund, attempts: refund.attempts + 1 }],
})
