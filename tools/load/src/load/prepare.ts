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
import { linesPerOrder, makeOrderBodies, type OrderBody } from './order-bodies.ts'
import type { Buyer } from './order-sender.ts'

export interface LoadSpec {
  readonly pay: Payment['type']
  readonly carrier: Carrier
  /** Whether the hot product is in every order. */
  readonly hot: boolean
  readonly customers: number
  /** About how many orders will be placed; decides how much stock is received. */
  readonly orders: number
}

export interface PreparedLoad {
  readonly buyers: readonly Buyer[]
  readonly bodies: readonly OrderBody[]
  readonly random: () => number
}

/** With fewer, a second of slow responses leaves no free connection, and the generator offers less than its rate. */
export const openLoopConnections = 256

/**
 * Sends one request on each connection, and one for each buyer, so that every connection is open and its
 * handshake done before the load starts.
 */
export const openConnections = (
  edge: Pick<Edge, 'request' | 'connections'>,
  buyers: readonly Buyer[],
) =>
  Promise.all(
    Array.from({ length: Math.max(buyers.length, edge.connections) }, (_, index) => {
      const { token } = buyers[index % buyers.length] ?? {}
      return edge.request({ method: 'GET', path: '/v1/orders?limit=1', ...(token && { token }) })
    }),
  )

/** Seeds the demo shop and gets tokens, connections and request bodies ready, so that the load only has to send. */
export async function prepareLoad(edge: Edge, spec: LoadSpec): Promise<PreparedLoad> {
  const { pay, carrier, hot, customers, orders } = spec
  const units = hot ? orders : Math.ceil((orders * linesPerOrder * 3) / products.length)
  await seedShop(edge, { customers, units: units + 100 })
  const buyers: Buyer[] = []
  for (let number = 0; number < customers; number += 1) {
    const id = customerId(number)
    buyers.push({ customerId: id, token: await edge.token(id, ...buyerRoles) })
  }
  await openConnections(edge, buyers)
  const bodies = makeOrderBodies({ payment: paymentOf(pay), carrier, hot })
  return { buyers, bodies, random: seededRandom(randomInt(2 ** 31)) }
}
