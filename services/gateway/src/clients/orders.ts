import type { Client } from '@stoa/client'
import { z } from 'zod'
import { type Asked, ask, type HandedOn } from './ask.ts'

export const ordersPort = 4001

export const order = z.looseObject({ orderId: z.uuid(), status: z.string() })
export type Order = z.infer<typeof order>

export const findOrder = (
  client: Client,
  orderId: string,
  claims: HandedOn,
): Promise<Asked<Order>> => ask(client, `/v1/orders/${orderId}`, order, claims)
