import { setTimeout as sleep } from 'node:timers/promises'
import type { Edge } from '@stoa/load'
import { type Body, type Buyer, type Client, placeOrder } from './place-order.ts'

export interface Aim {
  readonly buyer: Buyer
  readonly body: Body
  /** From the acceptance of the order to its cancellation. */
  readonly delayMs: number
}

export interface Cancelled {
  readonly orderId: string
  readonly buyer: Buyer
  /** The answer to the cancellation: 202 it begins, 409 the parcel was handed over; absent without a cancellation. */
  readonly answer?: number | undefined
}

/** The status that a cancellation is answered with. */
export async function cancelOrder(edge: Edge, orderId: string, buyer: Buyer): Promise<number> {
  const path = `/v1/orders/${orderId}/cancel`
  const { status } = await edge.request({ method: 'POST', path, token: buyer.token, body: '{}' })
  return status
}

/** Places an order and cancels it after a while. @throws Error when the order is not accepted */
export async function cancelOne(client: Client, { buyer, body, delayMs }: Aim): Promise<Cancelled> {
  const orderId = await placeOrder(client, buyer, body)
  await sleep(delayMs)
  return { orderId, buyer, answer: await cancelOrder(client.edge, orderId, buyer) }
}
