import { isAbandoned } from './abandoned.ts'
import { capturesToKeep, isOpen, onlyCapture } from './capture.ts'
import { isOver, isSettledVoid, type Payment, type Refund } from './payment.ts'
import { type DueAt, schedule } from './schedule.ts'
import type { Settle } from './settlement.ts'
import type { ProviderResult } from './step-result.ts'
import { CaptureKeys } from './testing-capture-keys.ts'
import { HostileProvider, type Pick } from './testing-hostile-provider.ts'
import { actionOf, denials, type HeldOnce } from './testing-made.ts'
import {
  authorise,
  byStripe,
  type Deed,
  empty,
  orderId,
  paymentOf,
  play,
  refundsOf,
  type State,
  settlements,
} from './testing-settled.ts'
import {
  type Actor,
  amounts,
  chosenStep,
  lostParts,
  outcomes,
  refundIds,
  type StoryStep,
  storySteps,
} from './testing-story-steps.ts'
import { isEndOf, isRequested } from './testing-waits.ts'

/** Stripe answered server errors, and made the authorisation all the same; it is released later. */
const ofStripe: ProviderResult[] = [
  { ...byStripe, step: 'authorise', is: 'done', ref: 'pi_1' },
  { ...byStripe, step: 'void', is: 'done', ref: 'pi_1' },
]
const byWallet = { ...authorise, method: 'paypal' } as Deed
const beginnings = {
  Stripe: [authorise],
  PayPal: [byWallet],
  'PayPal, reviewed': [byWallet],
  '3-D Secure': [authorise, actionOf(byStripe)],
  'fail-over': [
    authorise,
    { ...byStripe, step: 'authorise', is: 'failover', to: 'paypal', unsure: true },
  ],
} as const satisfies Record<string, readonly Deed[]>
export type StoryKind = keyof typeof beginnings
export const storyKinds = Object.keys(beginnings) as readonly StoryKind[]
const heldOnce: Partial<Record<StoryKind, HeldOnce>> = {
  '3-D Secure': 'confirmed',
  'PayPal, reviewed': 'reviewed',
}

/** As the database returns it. */
const stored = (payment: Payment): Payment => ({
  ...{ ...payment, captures: capturesToKeep(payment) ?? onlyCapture(payment) },
})

/** A payment and its provider, and what happens between them. */
export class Story implements Actor {
  state: State
  readonly provider: HostileProvider
  readonly deeds: string[] = []
  readonly pick: Pick

  /** Responses that have not arrived. */
  private readonly answers: Deed[] = []
  private readonly captureKeys = new CaptureKeys()
  /** The time of the authorisation is over, by our clock. */
  private isPast = false
  /** When a worker takes up the pending step. */
  private dueAt: DueAt = null
  /** It was declared as voided while the provider may have held it: the provider is searched for it. */
  private isSearched = false
  /** A capture was declared after the provider had told that it declined or denied the authorisation. */
  isDeclaredInVain = false
  /** The provider makes every capture and refund from here on: one that refuses for ever leaves a capture due for ever. */
  private isWilling = false

  constructor(kind: StoryKind, pick: Pick) {
    this.pick = pick
    this.state = this.scheduled(empty, play(beginnings[kind]))
    const provider = kind === 'Stripe' || kind === '3-D Secure' ? 'stripe' : 'paypal'
    this.provider = new HostileProvider(provider, heldOnce[kind])
    if (kind === 'fail-over') this.provider.untold.push(...ofStripe)
  }

  readonly one = <Value>(of: readonly Value[]): Value => of[this.pick(of.length)] as Value

  do(deed: Deed | undefined, name = ''): void {
    if (deed) this.doTogether([deed], name)
  }
  /** Records deeds in one transaction. */
  doTogether(deeds: readonly Deed[], name = ''): void {
    const before = this.state
    for (const deed of deeds) this.apply(deed, deeds.length > 1 ? 'together ' : name)
    this.state = this.scheduled(before, this.state)
  }
  private apply(deed: Deed, name: string): void {
    const before = paymentOf(this.state)
    if ('is' in deed && isAbandoned(deed, before, false)) this.isSearched = true
    if ('outcome' in deed) this.note(deed)
    this.deeds.push(`${name}${JSON.stringify(deed)}`)
    this.state = play([deed], this.state)
    if (isEndOf(deed, before) && isEndOf(deed, paymentOf(this.state)))
      throw new Error('the payment still waits for what the provider has settled')
  }

  private note({ step, outcome }: Settle): void {
    if (step === 'money' && isOpen(paymentOf(this.state))) this.isSearched = true
    const isDeclined = paymentOf(this.state).status === 'declined'
    if (outcome === 'captured') this.isDeclaredInVain = isDeclined || this.provider.hasToldDenial
  }

  /** The step that a change begins is leased, as it is by the service. */
  private scheduled(before: State, after: State): State {
    const { payments } = schedule(before, after, `l-${this.deeds.length}`, new Date(0))
    for (const { dueAt } of payments) this.dueAt = dueAt ?? this.dueAt
    const leased = payments.map(({ payment }) => [payment.orderId, stored(payment)] as const)
    return { ...after, payments: new Map([...after.payments, ...leased]) }
  }

  /** One thing that happens. */
  step(which: StoryStep = chosenStep(this.pick)): void {
    storySteps[which](this)
  }

  /** An operator declares what he takes for true. */
  declare(): void {
    const { refunds } = this.provider
    const ref = refunds.length > 0 && this.pick(3) > 0 ? this.one(refunds).ref : 're_mistyped'
    const reference = this.pick(3) === 0 ? `re_${this.pick(9)}x` : ref
    const right = refunds.find((one) => one.ref === ref)?.amountMinor
    const amountMinor = this.pick(3) > 0 && right ? right : this.one(amounts)
    const declared = this.one(Object.values(settlements))
    const about = declared.step === 'refund' ? { refundId: this.one(refundIds), amountMinor } : {}
    this.do({ ...declared, ...about, ...('reference' in declared && { reference }) } as Deed)
  }

  /** What a worker takes up: the pending step, unless an event has to end it, and refunds. */
  private get requested(): readonly (Refund | undefined)[] {
    const refunds = refundsOf(this.state).filter(isRequested)
    return [
      ...(paymentOf(this.state).pendingStep && this.dueAt !== 'infinity' ? [undefined] : []),
      ...refunds.toSorted((a, b) => (a.refundId < b.refundId ? -1 : 1)),
    ]
  }
  /** A worker requests what is pending; its response may be lost, or arrive after what happens meanwhile. */
  perform(response: 'answered' | 'lost' | 'late'): void {
    const all = this.requested
    if (all.length === 0) return
    const asked = this.one(all)
    const lease = `w-${this.deeds.length}`
    this.deeds.push(`requested ${asked?.refundId ?? paymentOf(this.state).pendingStep} by ${lease}`)
    this.lease(asked, lease)
    const isLost = response === 'lost'
    const isSent = !isLost || this.pick(2) === 0
    const answer = isSent ? this.request(asked) : undefined
    const result = isLost ? this.withoutAnswer(asked, isSent) : answer
    if (!result) return
    this.answers.push({ ...result, lease } as Deed)
    // If the provider tells that the new authorisation has ended before it answers the renewal that made it, that end is not
    // kept: the capture stays due until it is settled.
    if (response === 'answered' || result.step === 'renew') this.answer()
  }
  private request(asked: Refund | undefined): ProviderResult | undefined {
    return asked ? this.requestRefund(asked) : this.requestStep()
  }
  /** A worker whose request has no answer says so, unless it stops: the provider may have stored a server error under its key. */
  private withoutAnswer(asked: Refund | undefined, isSent: boolean): ProviderResult | undefined {
    const step = asked ? 'refund' : paymentOf(this.state).pendingStep
    if (this.pick(4) === 0 || !step) return undefined
    if (step === 'capture' && this.pick(4) === 0) this.endHold()
    return {
      ...{ orderId, provider: this.provider.name, step, refundId: asked?.refundId },
      ...{ is: 'retry', maybeSent: true, isKeyUsed: !isSent && this.pick(4) === 0 },
      isEnded: step === 'capture' && this.isPast,
    }
  }
  /** The time of the authorisation ends, also at the provider, unless that has a capture to settle. */
  private endHold(): void {
    this.isPast = true
    if (this.provider.isOpen && !this.provider.isUnsettled) this.provider.release()
  }
  answer(): void {
    this.do(this.answers.pop(), 'answered ')
  }
  /** A page of missed events, and the responses that arrive meanwhile. */
  tellTogether(most = 3): void {
    const answered = this.answers.splice(0)
    const told = Array.from({ length: most }, () => this.provider.next(this.pick) ?? []).flat()
    this.doTogether(this.pick(2) === 0 ? [...answered, ...told] : [...told, ...answered])
  }
  private lease(asked: Refund | undefined, lease: string): void {
    const { refunds, payments } = this.state
    this.state = asked
      ? { ...this.state, refunds: new Map([...refunds, [asked.refundId, { ...asked, lease }]]) }
      : {
          ...this.state,
          payments: new Map([...payments, [orderId, { ...paymentOf(this.state), lease }]]),
        }
  }
  private requestRefund(requested: Refund) {
    const outcome = this.isWilling ? 'done' : this.one(outcomes)
    return this.provider.refundFor(requested, outcome, paymentOf(this.state).captureRef)
  }
  private refundEnd() {
    return this.isWilling ? 'done' : this.one(['done', 'failed'] as const)
  }
  /** The time of the shopper, or of the review, is over. */
  private isLate(): boolean {
    return paymentOf(this.state).action !== null && (this.isWilling || this.pick(4) === 0)
  }
  private requestStep(): ProviderResult | undefined {
    switch (paymentOf(this.state).pendingStep) {
      case 'authorise':
        return this.isLate() ? this.provider.afterItsTime() : this.provider.authorise()
      case 'capture':
        return this.captureKeys.request(
          this.provider,
          paymentOf(this.state),
          this.isWilling ? 'done' : this.one(['done', 'pending', 'refused']),
        )
      case 'void':
        return this.provider.release()
      case 'renew':
        return this.provider.renew(paymentOf(this.state).renewals)
      default:
        return undefined
    }
  }

  /** Everything settles, and all of it is told, in any order; what we have to request is requested. */
  end(): void {
    const { provider } = this
    for (let rounds = 0; rounds < 200; rounds += 1) {
      if (this.settle(rounds > 8)) continue
      if (provider.isOpen) this.letExpire()
      else if (provider.untold.length === 0) return
    }
  }
  /** One round of it; whether there was something to request. */
  settle(isWilling: boolean): boolean {
    const { provider } = this
    this.isWilling = isWilling
    provider.decide(this.pick(3) > 0, this.one(denials))
    for (const made of provider.refunds)
      if (made.status === 'pending') provider.settleRefund(made, this.refundEnd())
    while (provider.isUnsettled)
      provider.settleCapture(isWilling ? 'done' : this.one(['done', 'refused']))
    provider.closeDispute(this.one(['won', 'lost']), this.one(lostParts))
    if (this.pick(2) === 0) this.tellTogether(provider.untold.length)
    while (this.answers.length > 0) this.answer()
    while (provider.untold.length > 0) this.do(provider.next(this.pick), 'told ')
    if (this.requested.length > 0) {
      this.perform('answered')
      return true
    }
    if (paymentOf(this.state).pendingStep)
      throw new Error('the payment waits for an event that the provider has told')
    return false
  }
  /** The provider ends what it holds, unless it should have been released: what was declared as voided is searched for. */
  letExpire(): void {
    const payment = paymentOf(this.state)
    if (isOver(payment) && !isSettledVoid(payment) && !this.isSearched)
      throw new Error(`the provider holds money of a payment that is ${payment.status}`)
    this.provider.release()
  }
  /** Tells every event a second time, the newest first. */
  again(): void {
    for (const result of this.provider.told.toReversed()) this.do(result, 'again ')
  }
}
