import { AppError } from '@stoa/service'
import { waitsOf } from '../../../../services/orders/src/settlement.ts'
import { isOver } from '../../../../services/payments/src/payment.ts'
import type { Pick } from '../../../../services/payments/src/testing-hostile-provider.ts'
import { paymentOf } from '../../../../services/payments/src/testing-settled.ts'
import type { StoryKind } from '../../../../services/payments/src/testing-stories.ts'
import type { StoryStep } from '../../../../services/payments/src/testing-story-steps.ts'
import { declarationOf } from './declarations.ts'
import { JointShop } from './joint-shop.ts'

const amounts = [100, 200, 250, 300, 500]
const responses = ['answered', 'lost', 'late'] as const
/** The steps of a payment's own story that the shop does not cause: at the provider, between it and the payment, and renewals. */
const outside = [
  ...['captureThere', 'refundThere', 'settleRefund', 'disputeOrRelease', 'closeDispute'],
  ...['settleCapture', 'perform', 'tellAgain', 'renew', 'reverse', 'confirm', 'decide', 'answer'],
  ...['reopenDispute', 'tellTogether'],
] as const satisfies readonly StoryStep[]

/** What customers, staff, the warehouse, the sweeper and a hostile provider do to one order, in any order. */
export class JointStory {
  readonly shop: JointShop
  private readonly pick: Pick
  private refunds = 0

  constructor(kind: StoryKind, pick: Pick) {
    this.pick = pick
    this.shop = new JointShop(kind, pick)
    this.shop.story.perform('answered')
    this.shop.publish()
    const begins = pick(3)
    if (begins > 0) this.begin()
    if (begins > 1) this.shop.handOver()
  }

  /** Its parcel is ready, unless the provider denied the payment. */
  private begin(): void {
    const { story } = this.shop
    story.provider.confirm(true)
    story.settle(true)
    this.shop.deliverAll()
  }

  step(): void {
    const { shop, pick } = this
    const { deliver, story } = shop
    switch (pick(24)) {
      case 0:
      case 1:
      case 2:
        deliver.fromPayments()
        break
      case 3:
      case 4:
        deliver.toPayments()
        break
      case 5:
      case 6:
        deliver.toOthers()
        break
      case 7:
      case 8:
        deliver.fromOthers()
        break
      case 9:
      case 10:
        story.perform(responses[pick(responses.length)] ?? 'answered')
        break
      case 11:
      case 12:
      case 13:
        story.do(story.provider.next(pick), 'told ')
        break
      case 14:
        if (pick(2) === 0) this.operate()
        break
      case 15:
        if (pick(2) === 0) shop.handOver()
        break
      case 16:
        if (pick(2) === 0) this.captureEarly()
        else shop.sendAgain()
        break
      case 17:
        if (pick(3) === 0) this.hold()
        break
      case 18:
        if (pick(4) === 0) this.endHold()
        break
      default:
        story.step(outside[pick(outside.length)])
    }
    shop.publish()
  }

  /** While staff capture a part on the dashboard, or not. */
  private captureEarly(): void {
    const { order, story } = this.shop
    if (order.steps.capture === 'idle' && this.pick(2) === 0)
      story.provider.captureNow('pending', 200, false)
    this.shop.do({ type: 'capture-early' })
  }
  /** The provider ends the authorisation, and refuses what it has taken on of it. */
  private endHold(): void {
    const { provider } = this.shop.story
    provider.settleCapture('refused')
    provider.release()
  }

  /** A customer cancels, or staff refund. */
  private operate(): void {
    try {
      if (this.pick(3) === 0) this.shop.do({ type: 'cancel', reason: 'x' })
      else this.refund(amounts[this.pick(amounts.length)] ?? 0)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }
  private refund(amountMinor: number): void {
    this.refunds += 1
    const refundId = `0197a000-0000-7000-8000-${String(this.refunds).padStart(12, 'b')}`
    this.shop.do({ type: 'refund', refundId, amountMinor, currency: 'GBP', reason: 'x' })
  }

  /** The order comes on hold, from which an order manager takes it: by sending again, or by what the dashboard shows. */
  private hold(): void {
    const { shop, pick } = this
    const waits = waitsOf(shop.order)
    const wait = waits[pick(waits.length || 1)]
    if (!shop.order.hold) {
      if (wait) shop.do({ type: 'hold', reason: 'no reply', at: new Date(0) })
      return
    }
    const settlement = wait && pick(4) > 0 && declarationOf(wait, shop.story.provider)
    if (settlement) shop.declare({ type: 'settle', settlement, by: 'x', reason: 'y' })
    else shop.do({ type: 'resume', by: 'x', note: 'y' })
  }

  /** Everything settles and is told, and each gets what was sent to it; a parcel that still waits leaves in the middle of it. */
  end(): void {
    const { shop } = this
    const { story } = shop
    for (let round = 0; round < 80; round += 1) {
      if (round === 15 && shop.order.status === 'placed')
        shop.do({ type: 'give-up', reason: 'no_reply' })
      if (round === 20) shop.handOver()
      shop.deliverAll()
      story.settle(round > 6)
      // What was declared as voided is searched for.
      if (story.provider.isOpen && isOver(paymentOf(story.state))) story.letExpire()
      shop.publish()
      shop.sendAgain()
    }
  }
}
