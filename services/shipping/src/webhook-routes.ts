import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError, badFields, bodyText, describe, headerOf, type ServiceEnv } from '@stoa/service'
import { type Handler, Hono } from 'hono'
import type { z } from 'zod'
import type { Deps } from './deps.ts'
import type { ExternalCarrier } from './parcel.ts'
import { fedexScans, type ParcelScans, upsScans } from './scans.ts'
import { trackAll } from './use-cases/track.ts'

const maxBytes = 256 * 1024

/** HMAC-SHA256 of the raw body, in hexadecimal. */
export function isSigned(secret: string, body: string, signature: string | undefined): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'))
  const received = Buffer.from(signature ?? '')
  return received.length === expected.length && timingSafeEqual(received, expected)
}

function parse(schema: z.ZodType<ParcelScans[]>, text: string): ParcelScans[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('bad_request', 'the body is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('invalid', 'the body is not valid', { errors: badFields(parsed.error.issues) })
}

const describeWebhook = (carrier: string, header: string) =>
  describe({
    summary: `Receive scans from ${carrier}`,
    description:
      'Authenticated by its signature, without a token. A repeated scan changes nothing.',
    status: 204,
    headers: { [header]: 'HMAC-SHA256 of the body with the shared secret, in hexadecimal' },
    problems: {
      bad_request: 'the body is not JSON',
      unauthenticated: 'the signature is not valid for this body',
      not_found:
        'there is no parcel with one of the tracking numbers; the scans of the others are recorded',
      payload_too_large: 'the body exceeds 256 KiB',
      invalid: 'the body is not valid',
    },
  })

/**
 * Carriers report scans. An unknown tracking number is answered 404 once the others are recorded, so that the carrier sends
 * the webhook again.
 */
export function webhookRoutes(deps: Deps): Hono<ServiceEnv> {
  const from =
    (
      carrier: ExternalCarrier,
      header: string,
      schema: z.ZodType<ParcelScans[]>,
    ): Handler<ServiceEnv> =>
    async (c) => {
      const text = await bodyText(c, maxBytes)
      if (!isSigned(deps.webhookSecrets[carrier], text, headerOf(c, header)))
        throw new AppError('unauthenticated', 'the signature is not valid for this body')
      const scanned = parse(schema, text).filter(({ scans }) => scans.length > 0)
      await trackAll(deps, carrier, scanned)
      return c.body(null, 204)
    }

  return new Hono<ServiceEnv>()
    .post(
      '/fedex',
      describeWebhook('FedEx', 'Fdx-Signature'),
      from('fedex', 'fdx-signature', fedexScans),
    )
    .post('/ups', describeWebhook('UPS', 'Ups-Signature'), from('ups', 'ups-signature', upsScans))
}
