import type { Client } from '@stoa/client'
import { z } from 'zod'
import type { Lookup } from '../lookup.ts'
import { type ForwardedClaims, get } from './get.ts'

export const order = z.looseObject({ orderId: z.uuid(), status: z.string() })
export type Order = z.infer<typeof order>

export const findOrder = (
  client: Client,
  orderId: string,
  claims: ForwardedClaims,
): Promise<Lookup<Order>> => get(client, `/v1/orders/${orderId}`, order, claims)
