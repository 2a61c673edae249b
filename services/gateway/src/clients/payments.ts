import type { Client } from '@stoa/client'
import { z } from 'zod'
import type { Lookup } from '../lookup.ts'
import { type ForwardedClaims, get } from './get.ts'

export const payment = z.looseObject({ status: z.string() })
export type Payment = z.infer<typeof payment>

export const findPayment = (
  client: Client,
  orderId: string,
  claims: ForwardedClaims,
): Promise<Lookup<Payment>> => get(client, `/v1/payments/${orderId}`, payment, claims)
