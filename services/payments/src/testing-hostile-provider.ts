import type { DisputeReport } from './dispute.ts'
import type { Provider } from './payment.ts'
import { refundIdOf } from './refund-id.ts'
import type { ProviderResult } from './step-result.ts'
import { orderId } from './testing-settled.ts'

export const totalMinor = 500
interface MadeRefund {
  readonly ref: string
  readonly amountMinor: number
  /** Of a refund that we requested. */
  readonly refundId: string | undefined
  status: 'pending' | 'done' | 'failed'
}
interface MadeReversal {
  readonly ref: string
  readonly amountMinor: number
  /** The dispute whose money it is. */
  readonly disputeId: string | undefined
}
interface OpenDispute {
  readonly disputeId: string
  readonly amountMinor: number
  status: DisputeReport['status']
  movements: DisputeReport['movements']
}

/** What an outcome of the story turns out to be: it counts the choices that a story makes. */
export type Pick = (choices: number) => number

/** A provider whose events may be told in any order: it keeps each until it is told, and what it really did. */
export class HostileProvider {
  hold: 'none' | 'held' | 'released' = 'none'
  capture: 'none' | 'pending' | 'done' = 'none'
  readonly refunds: MadeRefund[] = []
  readonly disputes: OpenDispute[] = []
  private readonly reversals: MadeReversal[] = []
  readonly untold: ProviderResult[] = []
  readonly told: ProviderResult[] = []
  private readonly byKey = new Map<string, MadeRefund | 'refused'>()
  private readonly renewed = new Map<number, ProviderResult>()
  private captures = 0
  private readonly name: Provider
  /** It authorises once the shopper has confirmed the payment. */
  private readonly isConfirmed: boolean

  constructor(name: Provider, isConfirmed = false) {
    this.name = name
    this.isConfirmed = isConfirmed
  }

  private get base() {
    return { orderId, provider: this.name } as const
  }
  /** PayPal names each authorisation and each capture; Stripe has one intent for all. */
  private get holdRef(): string {
    return this.name === 'stripe' ? 'pi_1' : `A-${this.renewed.size}`
  }
  private captureFact(is: 'done' | 'pending' | 'refused'): ProviderResult {
    const fact = { ...this.base, step: 'capture', is, reason: 'slow' } as const
    if (this.name === 'stripe') return { ...fact, ref: 'pi_1' }
    const ref = `C-${this.captures}`
    return { ...fact, ref, ...(is !== 'refused' && { captureRef: ref }) }
  }

  get capturedMinor(): number {
    return this.capture === 'done' ? totalMinor : 0
  }
  get refundedMinor(): number {
    return sumOf(this.refunds.filter(({ status }) => status === 'done'))
  }
  get disputedMinor(): number {
    return sumOf(this.disputes.filter((one) => one.status === 'open' && one.movements === 1))
  }
  get chargedBackMinor(): number {
    return sumOf(this.disputes.filter(({ status }) => status === 'lost'))
  }
  get reversedMinor(): number {
    return sumOf(this.reversals.filter(({ disputeId }) => disputeId === undefined))
  }
  get leftMinor(): number {
    const given = sumOf(this.refunds.filter(({ status }) => status !== 'failed'))
    const taken = this.disputedMinor + this.chargedBackMinor + this.reversedMinor
    return this.capturedMinor - given - taken
  }

  /** The shopper confirms the payment, or fails to and may try again. */
  confirm(isPassed: boolean): void {
    if (!this.isConfirmed || this.hold !== 'none') return
    const base = { ...this.base, step: 'authorise' } as const
    if (isPassed) this.hold = 'held'
    this.tells(
      isPassed
        ? { ...base, is: 'done', ref: this.holdRef }
        : { ...base, is: 'declined', reason: 'not_confirmed' },
    )
  }

  authorise(): ProviderResult {
    if (this.isConfirmed && this.hold === 'none') return actionOf(this.base)
    const fact = { ...this.base, step: 'authorise', is: 'done', ref: this.holdRef } as const
    if (this.hold === 'none') {
      this.hold = 'held'
      this.tells(fact)
    }
    return fact
  }

  /** The shopper did not confirm in time. */
  afterItsTime(): ProviderResult {
    return this.hold === 'none'
      ? { ...this.base, step: 'authorise', is: 'expired' }
      : this.authorise()
  }

  /** PayPal renews once and ends the authorisation before; the same key has the same outcome. */
  renew(key: number): ProviderResult {
    const known = this.renewed.get(key)
    if (known) return known
    const base = { ...this.base, step: 'renew' } as const
    if (this.name === 'stripe') return { ...base, is: 'refused', reason: 'renewal_not_offered' }
    if (this.hold !== 'held') return { ...base, is: 'refused', reason: 'authorization_voided' }
    if (this.capture !== 'none' || this.renewed.size > 0)
      return { ...base, is: 'refused', reason: 'reauthorization_not_allowed' }
    this.tells({ ...this.base, step: 'void', is: 'done', ref: this.holdRef })
    const made: ProviderResult = { ...base, is: 'done', ref: 'A-1' }
    this.renewed.set(key, made)
    this.tells({ ...this.base, step: 'authorise', is: 'done', ref: 'A-1' })
    return made
  }

  captureNow(outcome: 'done' | 'pending' | 'refused'): ProviderResult {
    if (this.capture === 'none' && this.hold === 'held') {
      if (outcome !== 'refused') {
        this.capture = outcome
        this.captures += 1
      }
      const fact = this.captureFact(outcome)
      this.tells(fact)
      return fact
    }
    return this.captureFact(this.capture === 'none' ? 'refused' : this.capture)
  }
  settleCapture(outcome: 'done' | 'refused'): void {
    if (this.capture !== 'pending') return
    this.capture = outcome === 'done' ? 'done' : 'none'
    this.tells(this.captureFact(outcome))
  }

  /** Also when nobody asks for it: an authorisation expires. */
  release(): ProviderResult {
    if (this.capture !== 'none') return this.captureFact(this.capture)
    const fact = { ...this.base, step: 'void', is: 'done', ref: this.holdRef } as const
    if (this.hold === 'held' || (this.hold === 'none' && this.isConfirmed)) {
      this.hold = 'released'
      this.tells(fact)
    }
    return fact
  }

  /** A refund that we request; the same key has the same outcome. */
  refundFor(refundId: string, key: string, amountMinor: number, outcome: MadeRefund['status']) {
    const known = this.byKey.get(key)
    const made = known ?? this.refund(amountMinor, outcome, refundId) ?? 'refused'
    this.byKey.set(key, made)
    const base = { ...this.base, step: 'refund', refundId } as const
    return made === 'refused'
      ? ({ ...base, is: 'refused', reason: 'charge_already_refunded' } as const)
      : this.refundFact(made)
  }
  /** A refund on the dashboard, or for a request; none when nothing is left for it. */
  refund(amountMinor: number, status: MadeRefund['status'], refundId?: string) {
    if (amountMinor === 0 || amountMinor > this.leftMinor) return undefined
    const made: MadeRefund = { ref: `re_${this.refunds.length + 1}`, amountMinor, refundId, status }
    this.refunds.push(made)
    this.tells(this.refundFact(made))
    return made
  }
  settleRefund(made: MadeRefund, status: 'done' | 'failed'): void {
    if (made.status === 'failed' || made.status === status) return
    made.status = status
    this.tells(this.refundFact(made))
  }

  /** Takes money back: of a dispute, whose event it tells besides, or by itself. */
  reverse(amountMinor: number, isOfDispute: boolean): void {
    const dispute = this.disputes.find(
      (one) => one.movements > 0 && !this.reversals.some((of) => of.disputeId === one.disputeId),
    )
    const isAmbiguous = this.disputes.some((one) => one.amountMinor === amountMinor)
    if (isOfDispute && dispute) this.reverseOnce(dispute.amountMinor, dispute.disputeId)
    else if (amountMinor <= this.leftMinor && !isAmbiguous) this.reverseOnce(amountMinor)
  }
  private reverseOnce(amountMinor: number, disputeId?: string): void {
    const ref = `rev_${this.reversals.length + 1}`
    this.reversals.push({ ref, amountMinor, disputeId })
    const money = { amountMinor, currency: 'GBP' }
    const fact = { ...this.base, step: 'reversal', is: 'reversed', ref, money } as const
    this.tells({ ...fact, reason: 'chargeback' })
  }

  dispute(isInquiry: boolean): void {
    const isOpen = this.disputes.some(({ status }) => status === 'open')
    const isAmbiguous = this.reversals.some(({ amountMinor }) => amountMinor === this.leftMinor)
    if (isOpen || this.leftMinor <= 0 || isAmbiguous) return
    const disputeId = `dp_${this.disputes.length + 1}`
    const movements = isInquiry ? 0 : 1
    const opened: OpenDispute = {
      ...{ disputeId, amountMinor: this.leftMinor, status: 'open', movements },
    }
    this.disputes.push(opened)
    this.tells(this.disputeFact(opened))
  }
  closeDispute(status: 'won' | 'lost'): void {
    const open = this.disputes.find((one) => one.status === 'open')
    if (!open) return
    const isInquiry = open.movements === 0
    open.status = isInquiry ? 'won' : status
    if (open.status === 'won' && !isInquiry) open.movements = 2
    this.tells(this.disputeFact(open))
  }

  /** Takes the next event to tell, whichever it is. */
  next(pick: Pick): ProviderResult | undefined {
    const [result] = this.untold.splice(pick(this.untold.length || 1), 1)
    if (result) this.told.push(result)
    return result
  }
  private refundFact({ ref, amountMinor, refundId, status }: MadeRefund): ProviderResult {
    const fact = { ...this.base, step: 'refund', is: factOf[status], ref, reason: 'x' } as const
    return refundId
      ? { ...fact, refundId, amountMinor }
      : {
          ...{ ...fact, refundId: refundIdOf(this.name, ref) },
          external: { amountMinor, currency: 'GBP' },
        }
  }
  private disputeFact({ disputeId, amountMinor, status, movements }: OpenDispute): ProviderResult {
    const money = { amountMinor, currency: 'GBP' }
    return {
      ...{ ...this.base, step: 'dispute', is: 'disputed' },
      report: { disputeId, money, reason: 'fraud', status, movements, respondBy: null },
    }
  }
  private tells(result: ProviderResult): void {
    this.untold.push(result)
  }
}

/** What a provider answers that waits for the shopper. */
export const actionOf = (base: {
  readonly orderId: string
  readonly provider: Provider
}): ProviderResult => ({
  ...base,
  ...{ step: 'authorise', is: 'action', ref: 'pi_1', until: new Date(900_000) },
  action: { type: 'confirm_card', clientSecret: 's' },
})

const sumOf = (all: readonly { readonly amountMinor: number }[]): number =>
  all.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

const factOf = { done: 'done', pending: 'pending', failed: 'refused' } as const
