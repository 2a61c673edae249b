import type { Provider, Refund } from './payment.ts'
import type { ProviderResult } from './step-result.ts'
import { close, hasMoney, isContested, open, reopen } from './testing-disputes.ts'
import {
  actionOf,
  asEvent,
  captureFactOf,
  denialOf,
  type denials,
  disputeFactOf,
  type HeldOnce,
  insteadOfVoid,
  isTakenAlone,
  isWithdrawn,
  type MadeCapture,
  type MadeRefund,
  type MadeReversal,
  mayTake,
  type OpenDispute,
  refundFactOf,
  reviewOf,
  sumOf,
  takenBy,
} from './testing-made.ts'
import { orderId } from './testing-settled.ts'

export const totalMinor = 500
/** What an outcome of the story turns out to be: it counts the choices that a story makes. */
export type Pick = (choices: number) => number

/** A provider whose events may be told in any order: it keeps each until it is told, and what it really did. */
export class HostileProvider {
  hold: 'none' | 'reviewed' | 'denied' | 'held' | 'released' = 'none'
  readonly captures: MadeCapture[] = []
  readonly refunds: MadeRefund[] = []
  readonly disputes: OpenDispute[] = []
  private readonly reversals: MadeReversal[] = []
  readonly untold: ProviderResult[] = []
  readonly told: ProviderResult[] = []
  private readonly byKey = new Map<string, MadeRefund | 'refused'>()
  private readonly renewed = new Map<number, ProviderResult>()
  readonly name: Provider
  private readonly heldOnce: HeldOnce
  /** Its clock: it writes one report of a dispute each second. */
  private seconds = 0
  /** The end of its review. */
  private decision: ProviderResult | undefined

  constructor(name: Provider, heldOnce: HeldOnce = 'requested') {
    this.name = name
    this.heldOnce = heldOnce
  }

  private get base() {
    return { orderId, provider: this.name } as const
  }
  /** PayPal names each authorisation and each capture; Stripe has one intent for all. */
  private get holdRef(): string {
    return this.name === 'stripe' ? 'pi_1' : `A-${this.renewed.size}`
  }
  private get made(): MadeCapture[] {
    return this.captures.filter(({ status }) => status !== 'refused')
  }
  /** More of the authorisation can be captured. */
  get isOpen(): boolean {
    return this.hold === 'held' && this.roomMinor > 0 && !this.made.some((one) => one.isFinal)
  }
  private get roomMinor(): number {
    return totalMinor - sumOf(this.made)
  }

  get capturedMinor(): number {
    return sumOf(this.captures.filter(({ status }) => status === 'done'))
  }
  get refundedMinor(): number {
    return sumOf(this.refunds.filter(({ status }) => status === 'done'))
  }
  get disputedMinor(): number {
    return takenBy(this.disputes.filter(isWithdrawn))
  }
  get chargedBackMinor(): number {
    return takenBy(this.disputes.filter(({ status }) => status === 'lost'))
  }
  get reversedMinor(): number {
    return sumOf(this.reversals.filter(({ disputeId }) => disputeId === undefined))
  }
  /** What it has not given back, nor taken back, of a capture. */
  private leftOf({ ref, amountMinor, status }: MadeCapture): number {
    if (status !== 'done') return 0
    const isOfIt = (one: { readonly captureRef: string }) => one.captureRef === ref
    const refunds = this.refunds.filter((one) => isOfIt(one) && one.status !== 'failed')
    const disputes = this.disputes.filter((one) => isOfIt(one) && hasMoney(one))
    const reversals = this.reversals.filter((one) => isOfIt(one) && one.disputeId === undefined)
    return amountMinor - sumOf(refunds) - takenBy(disputes) - sumOf(reversals)
  }
  /** The capture of which most is left: what happens on the dashboard happens to it. */
  private get richest(): { readonly captureRef: string; readonly leftMinor: number } {
    const rooms = this.captures.map((one) => ({ captureRef: one.ref, leftMinor: this.leftOf(one) }))
    return rooms.sort((a, b) => b.leftMinor - a.leftMinor)[0] ?? { captureRef: '', leftMinor: 0 }
  }

  /** The shopper confirms the payment, or fails to and may try again. */
  confirm(isPassed: boolean): void {
    if (this.heldOnce !== 'confirmed' || this.hold !== 'none') return
    if (isPassed) this.hold = 'held'
    const base = { ...this.base, step: 'authorise' } as const
    this.tells(isPassed ? this.held : { ...base, is: 'declined', reason: 'not_confirmed' })
  }

  /** Its review of the authorisation ends, of which it tells. */
  decide(isApproved: boolean, toldAs: (typeof denials)[number]): void {
    if (this.hold !== 'reviewed') return
    this.hold = isApproved ? 'held' : 'denied'
    this.decision = isApproved ? this.held : denialOf(this.base, this.holdRef, toldAs)
    this.tells(this.decision)
  }
  get hasToldDecision(): boolean {
    return this.decision !== undefined && this.told.includes(this.decision)
  }
  get hasToldDenial(): boolean {
    return this.hold === 'denied' && this.hasToldDecision
  }
  private get held(): ProviderResult {
    return { ...this.base, step: 'authorise', is: 'done', ref: this.holdRef }
  }
  authorise(): ProviderResult {
    const isNew = this.hold === 'none'
    if (isNew && this.heldOnce === 'confirmed') return actionOf(this.base)
    if (isNew) this.hold = this.heldOnce === 'reviewed' ? 'reviewed' : 'held'
    if (this.hold === 'reviewed') return reviewOf(this.base, 'authorise', this.holdRef)
    if (this.hold === 'denied') return denialOf(this.base, this.holdRef)
    if (isNew) this.tells(this.held)
    return this.held
  }

  /** The shopper did not confirm in time, or it did not decide. */
  afterItsTime(): ProviderResult {
    return this.hold === 'none' || this.hold === 'reviewed'
      ? { ...this.base, step: 'authorise', is: 'expired' }
      : this.authorise()
  }

  /** PayPal renews once and ends the authorisation before; the same key tells what became of it. */
  renew(key: number): ProviderResult {
    const known = this.renewed.get(key)
    const base = { ...this.base, step: 'renew' } as const
    const ended = { ...base, is: 'refused', reason: 'authorization_voided' } as const
    if (known) return this.hold === 'held' ? known : ended
    if (this.name === 'stripe') return { ...base, is: 'refused', reason: 'renewal_not_offered' }
    if (this.hold !== 'held') return ended
    if (this.made.length > 0 || this.renewed.size > 0)
      return { ...base, is: 'refused', reason: 'reauthorization_not_allowed' }
    this.tells({ ...this.base, step: 'void', is: 'done', ref: this.holdRef })
    const made: ProviderResult = { ...base, is: 'done', ref: 'A-1' }
    this.renewed.set(key, made)
    this.tells({ ...this.base, step: 'authorise', is: 'done', ref: 'A-1' })
    return made
  }

  /** A capture of the rest, which is the last one, or one of a part on the dashboard: at Stripe that is the last one too. */
  captureNow(outcome: MadeCapture['status'], wanted = totalMinor, isFinal = true): ProviderResult {
    if (!this.isOpen || wanted > this.roomMinor) return this.decisive()
    const ref = this.name === 'stripe' ? 'pi_1' : `C-${this.captures.length + 1}`
    const isLast = isFinal || this.name === 'stripe'
    const made: MadeCapture = { ref, amountMinor: wanted, isFinal: isLast, status: outcome }
    this.captures.push(made)
    const fact = captureFactOf(this.base, made)
    this.tells(fact)
    return fact
  }
  /** What it answers to a request that it cannot carry out: the capture that was made instead. */
  private decisive(): ProviderResult {
    const of = (is: MadeCapture['status']) => this.captures.findLast(({ status }) => status === is)
    const made = of('done') ?? of('pending')
    if (made) return captureFactOf(this.base, { ...made, isFinal: made.isFinal || !this.isOpen })
    const none = { ref: 'pi_1', amountMinor: 0, isFinal: false, status: 'refused' } as const
    return captureFactOf(this.base, of('refused') ?? none)
  }
  get isUnsettled(): boolean {
    return this.captures.some(({ status }) => status === 'pending')
  }
  settleCapture(outcome: 'done' | 'refused'): void {
    const made = this.captures.find(({ status }) => status === 'pending')
    if (!made) return
    made.status = outcome
    this.tells(captureFactOf(this.base, made))
  }

  /** Also when nobody asks for it: an authorisation expires, or what is left of it after a part was captured. */
  release(): ProviderResult {
    const isSettling = this.name === 'stripe' && this.isUnsettled
    if (this.hold === 'reviewed' || isSettling) return reviewOf(this.base, 'void', this.holdRef)
    const isCaptured = this.made.length > 0 && !this.isOpen && this.hold === 'held'
    if (isCaptured) return insteadOfVoid(this.decisive())
    const fact = { ...this.base, step: 'void', is: 'done', ref: this.holdRef } as const
    if (this.hold === 'held' || (this.hold === 'none' && this.heldOnce === 'confirmed')) {
      this.hold = 'released'
      this.tells(fact)
    }
    return fact
  }

  /** A refund that we request; the same key has the same outcome. */
  refundFor(
    { refundId, attempt, amountMinor, captureRef }: Refund,
    outcome: MadeRefund['status'],
    latestRef: string | null,
  ) {
    const key = `${refundId}:${attempt}`
    const known = this.byKey.get(key)
    const ref = this.name === 'stripe' ? 'pi_1' : (captureRef ?? latestRef ?? '')
    const made = known ?? this.refund(amountMinor, outcome, refundId, ref) ?? 'refused'
    this.byKey.set(key, made)
    const base = { ...this.base, step: 'refund', refundId } as const
    return made === 'refused'
      ? ({ ...base, is: 'refused', reason: 'charge_already_refunded' } as const)
      : refundFactOf(this.base, made)
  }
  /** A refund on the dashboard, or for a request; none when nothing is left for it. */
  refund(
    amountMinor: number,
    status: MadeRefund['status'],
    refundId?: string,
    captureRef = this.richest.captureRef,
  ) {
    const of = this.captures.find(({ ref, status: is }) => ref === captureRef && is === 'done')
    if (amountMinor === 0 || !of || amountMinor > this.leftOf(of)) return undefined
    const ref = `re_${this.refunds.length + 1}`
    const made: MadeRefund = { ref, captureRef, amountMinor, refundId, status }
    this.refunds.push(made)
    this.tells(refundFactOf(this.base, made))
    return made
  }
  settleRefund(made: MadeRefund, status: 'done' | 'failed'): void {
    if (made.status === 'failed' || made.status === status) return
    made.status = status
    this.tells(refundFactOf(this.base, made))
  }

  /** Takes money back: of a dispute, whose event it tells besides, or by itself. */
  reverse(amountMinor: number, isOfDispute: boolean): void {
    const dispute = this.disputes.find(
      (one) => one.movements > 0 && !this.reversals.some((of) => of.disputeId === one.disputeId),
    )
    const { captureRef, leftMinor } = this.richest
    const isAmbiguous = this.disputes.some((one) => mayTake(one, captureRef, amountMinor))
    if (isOfDispute && dispute) this.reverseOnce(dispute.captureRef, dispute.takenMinor, dispute)
    else if (amountMinor > 0 && amountMinor <= leftMinor && !isAmbiguous)
      this.reverseOnce(captureRef, amountMinor)
  }
  private reverseOnce(captureRef: string, amountMinor: number, dispute?: OpenDispute): void {
    const ref = `rev_${this.reversals.length + 1}`
    this.reversals.push({ ref, captureRef, amountMinor, disputeId: dispute?.disputeId })
    const money = { amountMinor, currency: 'GBP' }
    const fact = { ...this.base, step: 'reversal', is: 'reversed', ref, money } as const
    this.tells({ ...fact, captureRef, reason: 'chargeback' })
  }

  dispute(isInquiry: boolean): void {
    const isOpen = this.disputes.some(({ status }) => status === 'open')
    const { captureRef, leftMinor } = this.richest
    const isAmbiguous = isTakenAlone(this.reversals, captureRef, leftMinor)
    if (isOpen || leftMinor <= 0 || isAmbiguous) return
    const opened = open(`dp_${this.disputes.length + 1}`, captureRef, leftMinor, isInquiry)
    this.disputes.push(opened)
    this.tellsOf(opened)
  }
  private tellsOf(dispute: OpenDispute): void {
    this.seconds += 1
    this.tells(disputeFactOf(this.base, new Date(this.seconds * 1000), dispute))
  }
  /** At PayPal a buyer may win a part of it, of which a reversal may tell besides. */
  closeDispute(status: 'won' | 'lost', lost: 'all' | 'part' | 'part_reversed'): void {
    const dispute = this.disputes.find(({ status: is }) => is === 'open')
    if (!dispute) return
    const partMinor = Math.ceil(dispute.amountMinor / 3)
    const isAmbiguous = isTakenAlone(this.reversals, dispute.captureRef, partMinor)
    const isInPart = lost !== 'all' && this.name === 'paypal' && !isAmbiguous
    close(this.name, dispute, status, isInPart ? partMinor : undefined)
    this.tellsOf(dispute)
    if (lost === 'part_reversed') this.reverse(0, true)
  }
  reopenDispute(which: Pick): void {
    const isOther = this.disputes.some(isContested)
    const dispute = this.disputes[which(this.disputes.length || 1)]
    const of = this.captures.find(({ ref }) => ref === dispute?.captureRef)
    if (!isOther && dispute && of && reopen(this.name, dispute, this.leftOf(of)))
      this.tellsOf(dispute)
  }

  /** Takes the next event to tell, whichever it is. */
  next(pick: Pick): ProviderResult | undefined {
    const [result] = this.untold.splice(pick(this.untold.length || 1), 1)
    if (result) this.told.push(result)
    return result
  }
  private tells(result: ProviderResult): void {
    this.untold.push(asEvent(result))
  }
}
