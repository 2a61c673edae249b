import { randomUUID } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { requestJson, requestTraced } from '../edge/request-json.ts'
import type { OrderBody } from '../load/order-bodies.ts'
import type { Buyer } from '../load/order-sender.ts'

/** What `stoa order --json` prints. `confirmMs` is null unless the order was confirmed in time. */
export interface PlacedOrder {
  readonly orderId: string
  readonly status: string
  readonly acceptMs: number
  readonly confirmMs: number | null
  /** Null when the response names no trace. */
  readonly traceId: string | null
  /** Whether the trace is sampled; the platform decides. */
  readonly sampled: boolean
}

const pollMs = 10
const toTenths = (ms: number) => Math.round(ms * 10) / 10

/** Places one order and polls it until it is confirmed or cancelled, or `withinMs` is over. */
export async function placeOne(
  edge: Edge,
  { token }: Pick<Buyer, 'token'>,
  body: OrderBody,
  withinMs: number,
): Promise<PlacedOrder> {
  const startedMs = performance.now()
  const placed = await requestTraced<{ orderId: string; status: string }>(edge, {
    ...{ method: 'POST', path: '/v1/orders', body: body.text, token },
    idempotencyKey: randomUUID(),
  })
  const { orderId } = placed.body
  const { traceId = null, sampled = false } = placed.trace ?? {}
  const acceptMs = toTenths(performance.now() - startedMs)
  let status = placed.body.status
  while (performance.now() - startedMs < withinMs) {
    const path = `/v1/orders/${orderId}`
    status = (await requestJson<{ status: string }>(edge, { method: 'GET', path, token })).status
    if (status === 'confirmed' || status === 'ready' || status === 'shipped')
      return {
        orderId,
        status,
        acceptMs,
        confirmMs: toTenths(performance.now() - startedMs),
        ...{ traceId, sampled },
      }
    if (status === 'cancelled') break
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return { orderId, status, acceptMs, confirmMs: null, traceId, sampled }
}
