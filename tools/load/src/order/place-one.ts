import { randomBytes, randomUUID } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import type { OrderBody } from '../load/order-bodies.ts'
import type { Buyer } from '../load/order-sender.ts'

/** What `stoa order --json` prints. `confirmMs` is null unless the order was confirmed in time. */
export interface PlacedOrder {
  readonly orderId: string
  readonly status: string
  readonly acceptMs: number
  readonly confirmMs: number | null
  readonly traceId: string
}

const pollMs = 10
const toTenths = (ms: number) => Math.round(ms * 10) / 10

/** Places one order in a new, sampled trace and polls it until it is confirmed or cancelled, or `withinMs` is over. */
export async function placeOne(
  edge: Edge,
  { token }: Pick<Buyer, 'token'>,
  body: OrderBody,
  withinMs: number,
): Promise<PlacedOrder> {
  const traceId = randomBytes(16).toString('hex')
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
  const startedMs = performance.now()
  const { orderId, status: initialStatus } = await requestJson<{ orderId: string; status: string }>(
    edge,
    {
      ...{ method: 'POST', path: '/v1/orders', body: body.text, token, traceparent },
      idempotencyKey: randomUUID(),
    },
  )
  const acceptMs = toTenths(performance.now() - startedMs)
  let status = initialStatus
  while (performance.now() - startedMs < withinMs) {
    const path = `/v1/orders/${orderId}`
    status = (await requestJson<{ status: string }>(edge, { method: 'GET', path, token })).status
    if (status === 'confirmed' || status === 'ready' || status === 'shipped')
      return {
        orderId,
        status,
        acceptMs,
        confirmMs: toTenths(performance.now() - startedMs),
        traceId,
      }
    if (status === 'cancelled') break
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return { orderId, status, acceptMs, confirmMs: null, traceId }
}
