import { hash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Edge, HistoryWriter, PreparedLoad } from '@stoa/load'

type Buyer = PreparedLoad['buyers'][number]
type Body = PreparedLoad['bodies'][number]

export interface Aim {
  readonly buyer: Buyer
  readonly body: Body
  /** From the acceptance of the order to its cancellation. */
  readonly delayMs: number
}

export interface Cancelled extends Aim {
  readonly orderId: string
  /** Of the cancellation: 202 it begins, 409 the parcel was handed over. */
  readonly status: number
}

/** Places an order and cancels it after a while. @throws Error when the order is not accepted */
export async function cancelOne(
  { edge, history }: { readonly edge: Edge; readonly history: HistoryWriter },
  aim: Aim,
): Promise<Cancelled> {
  const { buyer, body, delayMs } = aim
  const { token } = buyer
  const [key, time] = [randomUUID(), Date.now()]
  const placed = await edge.request({
    ...{ method: 'POST', path: '/v1/orders', token, body: body.text, idempotencyKey: key },
  })
  const { status, text } = placed
  if (status !== 202) throw new Error(`placing an order: expected 202, found ${status} ${text}`)
  const { orderId } = JSON.parse(text) as { orderId: string }
  history.add({
    ...{ time, key, caller: buyer.customerId, bodyHash: body.hash, outcome: 'ok', status, orderId },
    ...{ responseHash: hash('sha256', text), attempts: 1 },
  })
  await sleep(delayMs)
  const path = `/v1/orders/${orderId}/cancel`
  const answer = await edge.request({ method: 'POST', path, token, body: '{}' })
  return { ...aim, orderId, status: answer.status }
}
