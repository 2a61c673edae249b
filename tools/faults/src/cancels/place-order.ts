import { hash, randomUUID } from 'node:crypto'
import type { Edge, HistoryWriter, PreparedLoad } from '@stoa/load'

export type Buyer = PreparedLoad['buyers'][number]
export type Body = PreparedLoad['bodies'][number]

export interface Client {
  readonly edge: Edge
  readonly history: HistoryWriter
}

/** Places an order and returns its id. @throws Error when it is not accepted */
export async function placeOrder(
  { edge, history }: Client,
  buyer: Buyer,
  body: Body,
): Promise<string> {
  const [key, time] = [randomUUID(), Date.now()]
  const { status, text } = await edge.request({
    ...{ method: 'POST', path: '/v1/orders', token: buyer.token, idempotencyKey: key },
    body: body.text,
  })
  if (status !== 202) throw new Error(`placing an order: expected 202, found ${status} ${text}`)
  const { orderId } = JSON.parse(text) as { orderId: string }
  history.add({
    ...{ time, key, caller: buyer.customerId, bodyHash: body.hash, outcome: 'ok', status, orderId },
    ...{ responseHash: hash('sha256', text), attempts: 1 },
  })
  return orderId
}
