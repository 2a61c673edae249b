import type { Client } from '@stoa/client'
import { z } from 'zod'
import type { Lookup } from '../lookup.ts'
import { type ForwardedClaims, get } from './get.ts'

export const parcel = z.looseObject({ status: z.string() })
export type Parcel = z.infer<typeof parcel>

export const findParcel = (
  client: Client,
  orderId: string,
  claims: ForwardedClaims,
): Promise<Lookup<Parcel>> => get(client, `/v1/parcels/${orderId}`, parcel, claims)
