import type { Client } from '@stoa/client'
import { z } from 'zod'
import { type Asked, ask, type HandedOn } from './ask.ts'

export const paymentsPort = 4004

export const payment = z.looseObject({ status: z.string() })
export type Payment = z.infer<typeof payment>

export const findPayment = (
  client: Client,
  orderId: string,
  claims: HandedOn,
): Promise<Asked<Payment>> => ask(client, `/v1/payments/${orderId}`, payment, claims)
