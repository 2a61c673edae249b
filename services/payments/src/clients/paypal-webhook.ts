import { createVerify, X509Certificate } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { ProviderResult } from '../provider-result.ts'
import type { WebhookNotice } from './stripe-webhook.ts'
import type { Transport } from './transport.ts'

const event = z.object({
  id: z.string().min(1).max(100),
  event_type: z.string(),
  resource: z.unknown(),
})
const resource = z.object({ id: z.string(), custom_id: z.string(), status: z.string().nullish() })

const ids = z.tuple([z.uuid()], z.uuid())

/** The result that an event reports. Its `custom_id` is the one we sent: `<orderId>`, or `<orderId>/<refundId>`. */
export function paypalResult(type: string, value: unknown): ProviderResult | undefined {
  const { data } = resource.safeParse(value)
  if (!data) return undefined
  const known = ids.safeParse(data.custom_id.split('/'))
  if (!known.success) return undefined
  const { id: ref } = data
  const [orderId, refundId] = known.data
  const base = { orderId, provider: 'paypal', is: 'done', ref } as const
  switch (type) {
    case 'PAYMENT.AUTHORIZATION.CREATED':
      return data.status === 'CREATED' ? { ...base, step: 'authorise' } : undefined
    case 'PAYMENT.AUTHORIZATION.VOIDED':
      return { ...base, step: 'void' }
    case 'PAYMENT.CAPTURE.COMPLETED':
      return { ...base, step: 'capture', captureRef: ref }
    case 'PAYMENT.CAPTURE.REFUNDED':
      return data.status === 'COMPLETED' && refundId
        ? { ...base, refundId, step: 'refund' }
        : undefined
    default:
      return undefined
  }
}

const certificateName = /^[A-Za-z0-9_-]{1,100}$/
const maxCertificates = 16

export type PaypalHeaders = (name: string) => string | undefined

/** Reads webhooks that are signed with a certificate which PayPal itself serves at the one address that we trust. */
export function paypalWebhookReader(transport: Transport, webhookId: string) {
  const certificates = new Map<string, X509Certificate>()
  const path = '/v1/notifications/certs/'
  const prefix = `${transport.url}${path}`

  const certificateAt = async (url: string, now: Date): Promise<X509Certificate | undefined> => {
    const name = url.startsWith(prefix) ? url.slice(prefix.length) : ''
    if (!certificateName.test(name)) return undefined
    let certificate = certificates.get(name)
    if (!certificate) {
      const { status, text } = await transport.send('GET', `${path}${name}`, {})
      if (status !== 200) return undefined
      certificate = new X509Certificate(text)
      if (certificates.size >= maxCertificates) certificates.clear()
      certificates.set(name, certificate)
    }
    const valid = new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo)
    return valid && certificate.publicKey.asymmetricKeyType === 'rsa' ? certificate : undefined
  }

  return async (
    body: string,
    header: PaypalHeaders,
    now: Date,
  ): Promise<WebhookNotice | undefined> => {
    const signed = [
      header('paypal-transmission-id'),
      header('paypal-transmission-time'),
      webhookId,
      crc32(body),
    ]
    const signature = header('paypal-transmission-sig')
    if (signed.includes(undefined) || !signature) return undefined
    if (header('paypal-auth-algo') !== 'SHA256withRSA') return undefined
    const certificate = await certificateAt(header('paypal-cert-url') ?? '', now)
    if (!certificate) return undefined
    const verifier = createVerify('RSA-SHA256').update(signed.join('|'))
    if (!verifier.verify(certificate.publicKey, signature, 'base64')) return undefined
    const read = event.parse(JSON.parse(body))
    return { eventId: read.id, result: paypalResult(read.event_type, read.resource) }
  }
}

export type PaypalWebhookReader = ReturnType<typeof paypalWebhookReader>
