import { randomUUID } from 'node:crypto'
import { viewTracking } from '../fedex/view.ts'
import { viewAlert } from '../ups/view.ts'
import type { Letter, Webhook } from '../webhooks/send.ts'
import { hmacHex } from '../webhooks/sign.ts'
import type { Parcel } from './parcels.ts'

export interface CarrierSecrets {
  readonly FEDEX_WEBHOOK_SECRET: string
  readonly UPS_WEBHOOK_SECRET: string
}

const signed = (header: string, secret: string, value: unknown): Letter => {
  const body = JSON.stringify(value)
  const signature = hmacHex(secret, body)
  return { body, headers: () => ({ [header]: signature }) }
}

/** What a carrier posts after a scan; signed by HMAC-SHA256 of the body, in hexadecimal. */
export function trackingHook(secrets: CarrierSecrets, parcel: Parcel): Webhook {
  const output = () => ({ completeTrackResults: [viewTracking(parcel)] })
  const write = {
    fedex: () =>
      signed('fdx-signature', secrets.FEDEX_WEBHOOK_SECRET, {
        transactionId: randomUUID(),
        output: output(),
      }),
    ups: () => signed('ups-signature', secrets.UPS_WEBHOOK_SECRET, viewAlert(parcel)),
  }
  return { to: 'shipping', path: `/webhooks/${parcel.carrier}`, write: write[parcel.carrier] }
}
