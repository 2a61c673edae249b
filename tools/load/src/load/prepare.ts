import { randomInt } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import {
  buyerRoles,
  type Carrier,
  customerId,
  type Payment,
  paymentOf,
  products,
} from '../shop/demo-shop.ts'
import { seedShop } from '../shop/seed.ts'
import { seededRandom } from './arrivals.ts'
import { type Body, linesAnOrder, makeBodies } from './bodies.ts'
import type { Buyer } from './requests.ts'

export interface LoadWish {
  readonly pay: Payment['type']
  readonly carrier: Carrier
  /** Every order holds the hot product. */
  readonly hot: boolean
  readonly customers: number
  /** About how many orders there will be, for the shelf. */
  readonly orders: number
}

export interface PreparedLoad {
  readonly buyers: readonly Buyer[]
  readonly bodies: readonly Body[]
  readonly random: () => number
}

/** With fewer of them a second of slow answers makes the generator wait for a free one, and offer less than it says. */
export const openLoopConnections = 256

/**
 * Buyers look at their orders, once for each connection: all are open then, and their handshakes done, as
 * they are for shoppers who looked round before they buy.
 */
export const lookRound = (edge: Pick<Edge, 'ask' | 'connections'>, buyers: readonly Buyer[]) =>
  Promise.all(
    Array.from({ length: Math.max(buyers.length, edge.connections) }, (_, at) => {
      const { token } = buyers[at % buyers.length] ?? {}
      return edge.ask({ method: 'GET', path: '/v1/orders?limit=1', ...(token && { token }) })
    }),
  )

/** Seeds the shop and has tokens, connections and bodies ready, so that the load itself does nothing but send. */
export async function prepareLoad(edge: Edge, wish: LoadWish): Promise<PreparedLoad> {
  const { pay, carrier, hot, customers, orders } = wish
  const units = hot ? orders : Math.ceil((orders * linesAnOrder * 3) / products.length)
  await seedShop(edge, { customers, units: units + 100 })
  const buyers: Buyer[] = []
  for (let number = 0; number < customers; number += 1) {
    const id = customerId(number)
    buyers.push({ customerId: id, token: await edge.token(id, ...buyerRoles) })
  }
  await lookRound(edge, buyers)
  const bodies = makeBodies({ payment: paymentOf(pay), carrier, hot })
  return { buyers, bodies, random: seededRandom(randomInt(2 ** 31)) }
}
