import { randomBytes, randomUUID } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { askJson } from '../edge/json.ts'
import type { Body } from '../load/bodies.ts'
import type { Buyer } from '../load/requests.ts'

/** What `stoa order --json` prints. `confirmMs` is null when the order was not confirmed in time. */
export interface PlacedOrder {
  readonly orderId: string
  readonly status: string
  readonly acceptMs: number
  readonly confirmMs: number | null
  readonly traceId: string
}

const pollMs = 10
const toTenths = (ms: number) => Math.round(ms * 10) / 10

/** Places one order in a sampled trace of our own and follows it until it is confirmed or cancelled. */
export async function placeOne(
  edge: Edge,
  { token }: Pick<Buyer, 'token'>,
  body: Body,
  withinMs: number,
): Promise<PlacedOrder> {
  const traceId = randomBytes(16).toString('hex')
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
  const begunMs = performance.now()
  const { orderId, status: first } = await askJson<{ orderId: string; status: string }>(edge, {
    ...{ method: 'POST', path: '/v1/orders', body: body.text, token, traceparent },
    idempotencyKey: randomUUID(),
  })
  const acceptMs = toTenths(performance.now() - begunMs)
  let status = first
  while (performance.now() - begunMs < withinMs) {
    const path = `/v1/orders/${orderId}`
    status = (await askJson<{ status: string }>(edge, { method: 'GET', path, token })).status
    if (status === 'confirmed' || status === 'shipped')
      return {
        orderId,
        status,
        acceptMs,
        confirmMs: toTenths(performance.now() - begunMs),
        traceId,
      }
    if (status === 'cancelled') break
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return { orderId, status, acceptMs, confirmMs: null, traceId }
}
