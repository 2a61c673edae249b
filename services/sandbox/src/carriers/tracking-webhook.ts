import { randomUUID } from 'node:crypto'
import { viewTracking } from '../fedex/view.ts'
import { viewAlert } from '../ups/view.ts'
import type { Webhook, WebhookRequest } from '../webhooks/send.ts'
import { hmacHex } from '../webhooks/sign.ts'
import type { Parcel } from './parcels.ts'

export interface CarrierSecrets {
  readonly FEDEX_WEBHOOK_SECRET: string
  readonly UPS_WEBHOOK_SECRET: string
}

const signed = (header: string, secret: string, value: unknown): WebhookRequest => {
  const body = JSON.stringify(value)
  const signature = hmacHex(secret, body)
  return { body, headers: () => ({ [header]: signature }) }
}

/** The webhook that a carrier sends after a scan, signed by HMAC-SHA256 of the body, in hexadecimal. */
export function trackingWebhook(secrets: CarrierSecrets, parcel: Parcel): Webhook {
  const output = () => ({ completeTrackResults: [viewTracking(parcel)] })
  const build = {
    fedex: () =>
      signed('fdx-signature', secrets.FEDEX_WEBHOOK_SECRET, {
        transactionId: randomUUID(),
        output: output(),
      }),
    ups: () => signed('ups-signature', secrets.UPS_WEBHOOK_SECRET, viewAlert(parcel)),
  }
  return { to: 'shipping', path: `/webhooks/${parcel.carrier}`, build: build[parcel.carrier] }
}
