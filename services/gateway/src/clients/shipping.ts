import type { Client } from '@stoa/client'
import { z } from 'zod'
import { type Asked, ask, type HandedOn } from './ask.ts'

export const shippingPort = 4005

export const parcel = z.looseObject({ status: z.string() })
export type Parcel = z.infer<typeof parcel>

export const findParcel = (
  client: Client,
  orderId: string,
  claims: HandedOn,
): Promise<Asked<Parcel>> => ask(client, `/v1/parcels/${orderId}`, parcel, claims)
