import { announcementsOf, pendingCommands } from '../../../../services/orders/src/commands.ts'
import {
  decide as decideOrder,
  type Command as OrderCommand,
} from '../../../../services/orders/src/decide.ts'
import { decideNews } from '../../../../services/orders/src/news.ts'
import { evolve, type Order } from '../../../../services/orders/src/order.ts'
import type { OrderEvent, Reply } from '../../../../services/orders/src/order-event.ts'
import { type Settle, settle } from '../../../../services/orders/src/settle.ts'
import { fresh, reply } from '../../../../services/orders/src/testing-rules.ts'
import { topology } from '../../../../services/orders/src/topology.ts'
import { announcementOf } from '../../../../services/payments/src/announcements.ts'
import {
  type Pick,
  totalMinor,
} from '../../../../services/payments/src/testing-hostile-provider.ts'
import { Story, type StoryKind } from '../../../../services/payments/src/testing-stories.ts'
import { commandsOf } from '../../../../services/payments/src/use-cases/handle-commands.ts'

interface Message {
  readonly type: string
  readonly data: unknown
}

const ofPayments = /^payments\.|^order\.settled$/
const consumed: ReadonlySet<string> = new Set(topology.consumes.PAYMENTS)

/** An order, its payment at a hostile provider, and its parcel: messages between them arrive in the order in which each sent them. */
export class JointShop {
  order: Order
  readonly types: string[] = ['order.placed']
  readonly story: Story
  parcel: 'none' | 'booked' | 'cancelled' | 'handed_over' = 'none'

  private toPayments: Message[] = []
  private toOthers: string[] = []
  private fromPayments: Reply[] = []
  private fromOthers: Reply[] = []
  private told = 0

  constructor(kind: StoryKind, pick: Pick) {
    this.story = new Story(kind, pick)
    const type = this.story.provider.name === 'paypal' ? 'paypal' : 'card'
    this.order = { ...fresh, totalMinor, payment: { type, token: 'pm' } }
    this.hear(reply('inventory.reserved'))
  }

  do(command: OrderCommand): void {
    this.apply(decideOrder(command, this.order), command.type)
  }
  declare(declared: Settle): void {
    this.apply(settle(declared, this.order), JSON.stringify(declared.settlement))
  }
  /** The sweeper sends again what got no reply. */
  sendAgain(): void {
    this.send(pendingCommands(this.order))
  }
  handOver(): void {
    if (this.parcel !== 'booked') return
    this.parcel = 'handed_over'
    this.fromOthers.push(reply('shipping.handed_over'))
  }

  /** Each takes what was sent to it first. */
  readonly deliver = {
    toPayments: () => {
      const message = this.toPayments.shift()
      const commands = message ? commandsOf({ message } as never) : []
      for (const command of commands) this.story.do(command)
    },
    toOthers: () => {
      const command = this.toOthers.shift()
      if (command) this.fromOthers.push(...this.answer(command))
    },
    fromPayments: () => this.hear(this.fromPayments.shift()),
    fromOthers: () => this.hear(this.fromOthers.shift()),
  }
  deliverAll(): void {
    const { toPayments, toOthers, fromPayments, fromOthers } = this.deliver
    this.publish()
    while (this.isUnderWay) {
      for (const deliver of [fromPayments, toOthers, toPayments, fromOthers]) deliver()
      this.publish()
    }
  }
  private get isUnderWay(): boolean {
    const { toPayments, toOthers, fromPayments, fromOthers } = this
    return [toPayments, toOthers, fromPayments, fromOthers].some((queue) => queue.length > 0)
  }

  /** Takes up what the payment has told since. */
  publish(): void {
    const { published } = this.story.state
    for (const event of published.slice(this.told)) {
      const told = announcementOf({ orderId: fresh.orderId, cause: undefined, event }, new Date(0))
      if (consumed.has(told.type)) this.fromPayments.push(told as unknown as Reply)
    }
    this.told = published.length
  }

  private hear(news: Reply | undefined): void {
    if (news) this.apply(decideNews(news, this.order), `heard ${news.type}`)
  }
  private apply(events: readonly OrderEvent[], why: string): void {
    const before = this.order
    this.order = events.reduce(evolve, before)
    const types = events.map(({ type }) => type)
    this.types.push(...types)
    this.story.deeds.push(`order: ${why} => ${types.join(', ')}`)
    this.send(announcementsOf(before, this.order, events))
  }
  private send(messages: readonly Message[]): void {
    for (const message of messages)
      if (ofPayments.test(message.type)) this.toPayments.push(message)
      else this.toOthers.push(message.type)
  }

  /** What inventory and shipping answer. */
  private answer(command: string): Reply[] {
    switch (command) {
      case 'inventory.release':
        return [reply('inventory.released')]
      case 'shipping.book': {
        if (this.parcel === 'none') this.parcel = 'booked'
        if (this.parcel === 'booked') return [reply('shipping.booked')]
        return this.parcel === 'handed_over' ? [reply('shipping.handed_over')] : []
      }
      case 'shipping.cancel': {
        if (this.parcel === 'handed_over') return [reply('shipping.cancel_refused')]
        this.parcel = 'cancelled'
        return [reply('shipping.cancelled')]
      }
      default:
        return []
    }
  }
}
