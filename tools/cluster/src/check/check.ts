import {
  buyerRoles,
  customerId,
  type Edge,
  EdgeError,
  makeOrderBodies,
  paymentOf,
  placeOne,
  seedShop,
} from '@stoa/load'
import { CannotRun, type Service } from '@stoa/topology'
import { type CallResult, callsOf, sendCalls } from './calls.ts'
import { type FollowedOrder, followToEnd } from './follow-to-end.ts'
import type { Kubectl } from './kubectl.ts'
import { type Answer, expectedAnswers, sendAll } from './requests.ts'

export interface CheckResult {
  readonly orders: readonly FollowedOrder[]
  readonly requests: readonly Answer[]
  /** Between services; null where no cluster was named. */
  readonly calls: readonly CallResult[] | null
}

export interface CheckOptions {
  readonly orders: number
  /** For the edge to answer, then for each order to be confirmed, and then for all to be shipped. */
  readonly withinMs: number
  readonly onStep: (step: string) => void
}

const retryMs = 500

/** Places orders as a customer, and sends requests of which the answers are known. @throws CannotRun where the edge does not answer */
export async function check(
  edge: Edge,
  services: readonly Service[],
  kubectl: Kubectl | undefined,
  { orders, withinMs, onStep }: CheckOptions,
): Promise<CheckResult> {
  onStep('waiting until the edge answers')
  await untilServed(edge, withinMs)
  onStep(`placing ${orders} orders, and handing over their parcels`)
  const placed = await placeOrders(edge, orders, withinMs)
  onStep('sending requests that must be refused, and some that must not')
  const [first] = placed
  const requests = first ? await sendAll(edge, expectedAnswers(first.orderId, customerId(0))) : []
  if (!kubectl) return { orders: placed, requests, calls: null }
  onStep('having each service call each other one')
  return { orders: placed, requests, calls: await sendCalls(kubectl, callsOf(services)) }
}

/** Whether everything was as it must be. */
export const isGood = ({ orders, requests, calls }: CheckResult): boolean =>
  orders.every(({ shipMs }) => shipMs !== null) &&
  [...requests, ...(calls ?? [])].every(({ ok }) => ok)

async function untilServed(edge: Edge, withinMs: number): Promise<void> {
  const path = '/v1/products'
  const deadline = performance.now() + withinMs
  for (;;) {
    const result = await edge.request({ method: 'GET', path }).catch((error: EdgeError) => error)
    if (!(result instanceof Error) && result.status === 200) return
    if (result instanceof Error && /certificate/.test(result.message))
      throw new CannotRun(`${result.message}; --ca names the certificates to trust`)
    if (performance.now() > deadline)
      throw result instanceof Error ? result : EdgeError.ofResponse(`GET ${path}`, '200', result)
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

/** On account and by our own vans: no provider or carrier is needed. */
async function placeOrders(edge: Edge, count: number, withinMs: number): Promise<FollowedOrder[]> {
  await seedShop(edge, { customers: 1, units: 100 })
  const token = await edge.token(customerId(0), ...buyerRoles)
  const payment = paymentOf('account')
  const bodies = makeOrderBodies({ payment, carrier: 'own-fleet', hot: false }, count)
  const placed = await Promise.all(bodies.map((body) => placeOne(edge, { token }, body, withinMs)))
  return followToEnd(edge, placed, { token, withinMs })
}
