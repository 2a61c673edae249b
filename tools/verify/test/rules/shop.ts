import { announcementsOf, pendingCommands } from '../../../../services/orders/src/commands.ts'
import {
  decide as decideOrder,
  type Command as OrderCommand,
} from '../../../../services/orders/src/decide.ts'
import { decideNews } from '../../../../services/orders/src/news.ts'
import { evolve, type Order } from '../../../../services/orders/src/order.ts'
import type { OrderEvent, Reply } from '../../../../services/orders/src/order-event.ts'
import { fresh, reply } from '../../../../services/orders/src/testing-rules.ts'
import { topology } from '../../../../services/orders/src/topology.ts'
import { announcementOf } from '../../../../services/payments/src/announcements.ts'
import type { ProviderResult, StepResult } from '../../../../services/payments/src/step-result.ts'
import {
  type Deed,
  paymentOf,
  play,
  type State,
} from '../../../../services/payments/src/testing-settled.ts'
import { commandsOf } from '../../../../services/payments/src/use-cases/handle-commands.ts'

interface Message {
  readonly type: string
  readonly data: unknown
}

const at = new Date('2026-06-01T12:00:00Z')
const ofPayments = /^payments\.(authorise|capture|refund|void)$/
const consumed: ReadonlySet<string> = new Set(topology.consumes.PAYMENTS)

/** An order and its payment: each hears what the other's rules publish. The test plays shipping, inventory and the provider. */
export class Shop {
  order: Order
  payments: State = play([])
  readonly types: string[] = ['order.placed']

  constructor(type: 'card' | 'paypal' = 'card') {
    this.order = { ...fresh, payment: { type, token: 'pm' } }
    this.send(pendingCommands(this.order))
  }

  /** What inventory or shipping tells. */
  tell(...types: readonly Reply['type'][]): this {
    for (const type of types) this.hear(reply(type))
    return this
  }

  do(command: OrderCommand): this {
    this.apply(decideOrder(command, this.order))
    return this
  }

  /** What the provider answers or tells. */
  provider(...results: readonly ProviderResult[]): this {
    for (const result of results) this.pay(result)
    return this
  }

  /** What the provider answers to the request of the pending step, which a worker has leased. */
  answer(result: StepResult): this {
    const payment = { ...paymentOf(this.payments), lease: 'worker' }
    this.payments = { ...this.payments, payments: new Map([[payment.orderId, payment]]) }
    this.pay({ ...result, lease: 'worker' })
    return this
  }

  private hear(news: Reply) {
    this.apply(decideNews(news, this.order))
  }

  private apply(events: readonly OrderEvent[]) {
    const before = this.order
    this.order = events.reduce(evolve, before)
    this.types.push(...events.map(({ type }) => type))
    this.send(announcementsOf(before, this.order, events))
  }

  private send(messages: readonly Message[]) {
    for (const message of messages)
      if (ofPayments.test(message.type))
        for (const command of commandsOf({ message } as never)) this.pay(command)
  }

  private pay(deed: Deed) {
    const told = this.payments.published.length
    this.payments = play([deed], this.payments)
    for (const event of this.payments.published.slice(told)) {
      const { type, data } = announcementOf({ orderId: fresh.orderId, cause: undefined, event }, at)
      if (consumed.has(type)) this.hear({ type, data } as Reply)
    }
  }
}
