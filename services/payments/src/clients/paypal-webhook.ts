import { createVerify, X509Certificate } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { fromPaypalValue } from '../money.ts'
import { refundIdOf } from '../refund-id.ts'
import type { ExternalRefund, ProviderResult } from '../step-result.ts'
import { payloadOf, storableId, storableType, type WebhookNotice } from './notice.ts'
import {
  isPaypalDispute,
  paypalDispute,
  paypalDisputeEvents,
  paypalDisputeFields,
} from './paypal-dispute.ts'
import { capturedOf, outcomeOfRefund, reasonIn, type Settled } from './paypal-outcome.ts'
import type { Transport } from './transport.ts'
import { fieldsOf, isUuid, readingOf, UnreadableEvent } from './unreadable.ts'

/** A webhook event, as it is delivered and as it is listed. */
export const paypalEvent = z.object({
  id: z.string().min(1),
  event_type: z.string(),
  resource: z.unknown(),
})
/** What another business at the same account has sold has no order of ours. */
const owned = z.object({ custom_id: z.string().nullish() })
const resource = z.object({
  id: z.string(),
  custom_id: z.string(),
  amount: z.object({ currency_code: z.string(), value: z.string() }).optional(),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
  status: z.string().optional(),
  final_capture: z.boolean().optional(),
  status_details: z.object({ reason: z.string().optional() }).optional(),
})

const ids = z.tuple([z.uuid()], z.uuid())

const approvedOrder = z.object({
  purchase_units: z.tuple([owned], z.unknown()),
})

const aboutRefunds = ['PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.REFUND.PENDING', 'PAYMENT.REFUND.FAILED']

/** PayPal has something to tell of an order that waits: its approval, or that it takes the approval back. */
const aboutApprovals = ['CHECKOUT.ORDER.APPROVED', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED']

/** The types of events that `paypalResult` reads by their `custom_id`. */
export const paypalResourceTypes = [
  ...aboutRefunds,
  'PAYMENT.AUTHORIZATION.CREATED',
  'PAYMENT.AUTHORIZATION.VOIDED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.REVERSED',
]

/** The types of events that PayPal has to send. */
export const paypalSubscription = [
  ...aboutApprovals,
  ...paypalDisputeEvents,
  ...paypalResourceTypes,
]

/** The result that an event reports. Its `custom_id` is the one we sent: `<orderId>`, or `<orderId>/<refundId>`. @throws UnreadableEvent */
export function paypalResult(type: string, value: unknown): ProviderResult | undefined {
  if (aboutApprovals.includes(type)) {
    const orderId = fieldsOf(approvedOrder, value).purchase_units[0].custom_id
    if (!isUuid(orderId)) return undefined
    return { orderId, provider: 'paypal', step: 'authorise', is: 'acted' }
  }
  if (isPaypalDispute(type)) return paypalDispute(value)
  if (!paypalResourceTypes.includes(type)) return undefined
  const known = ids.safeParse(fieldsOf(owned, value).custom_id?.split('/'))
  if (!known.success) return undefined
  const data = fieldsOf(resource, value)
  const { id: ref } = data
  const [orderId, refundId] = known.data
  const base = { orderId, provider: 'paypal' } as const
  const { status, status_details: statusDetails } = data
  const settled = { id: ref, status, statusDetails }
  if (refundId) {
    const amountMinor = moneyOf(data)?.amountMinor
    const captureRef = captureRefOf(data)
    const requested = {
      ...base,
      refundId,
      step: 'refund',
      ...(amountMinor && { amountMinor, captureRef }),
    } as const
    return refundResult(type, requested, settled)
  }
  if (aboutRefunds.includes(type)) {
    const external = externalRefundOf(data)
    const there = {
      ...base,
      external,
      refundId: refundIdOf('paypal', ref),
      step: 'refund',
    } as const
    return refundResult(type, there, settled)
  }
  const reason = reasonIn(settled)
  const captured = capturedOf({ amount: amountOf(data), finalCapture: data.final_capture })
  switch (type) {
    case 'PAYMENT.AUTHORIZATION.CREATED':
      if (status === 'DENIED')
        return { ...base, step: 'authorise', is: 'declined', reason: 'authorisation_denied' }
      return status === 'CREATED' ? { ...base, step: 'authorise', is: 'done', ref } : undefined
    case 'PAYMENT.AUTHORIZATION.VOIDED':
      return { ...base, step: 'void', is: 'done', ref }
    case 'PAYMENT.CAPTURE.COMPLETED':
      return { ...base, ...captured, step: 'capture', is: 'done', ref, captureRef: ref }
    case 'PAYMENT.CAPTURE.PENDING':
      return { ...base, ...captured, step: 'capture', is: 'pending', ref, captureRef: ref, reason }
    case 'PAYMENT.CAPTURE.DENIED':
    case 'PAYMENT.CAPTURE.DECLINED':
      return { ...base, step: 'capture', is: 'refused', ref, reason }
    case 'PAYMENT.CAPTURE.REVERSED': {
      const { captureRef, ...money } = externalRefundOf(data)
      return { ...base, step: 'reversal', is: 'reversed', ref, money, captureRef, reason }
    }
    default:
      return undefined
  }
}

const moneyOf = ({ amount }: z.infer<typeof resource>) =>
  amount && fromPaypalValue(amount.value, amount.currency_code)

const amountOf = ({ amount }: z.infer<typeof resource>) =>
  amount && { currencyCode: amount.currency_code, value: amount.value }

/** A refund that was made on PayPal's site has the `custom_id` of its capture, and a link to it. @throws UnreadableEvent */
function externalRefundOf(data: z.infer<typeof resource>): ExternalRefund {
  const money = moneyOf(data)
  if (!money) throw new UnreadableEvent('amount: expected one of a known currency')
  return { ...money, captureRef: captureRefOf(data) }
}

const captureRefOf = ({ links }: z.infer<typeof resource>): string | undefined =>
  links
    .find(({ rel }) => rel === 'up')
    ?.href.split('/')
    .at(-1)

interface RefundBase {
  readonly orderId: string
  readonly provider: 'paypal'
  readonly step: 'refund'
  readonly refundId: string
  readonly external?: ExternalRefund | undefined
  readonly amountMinor?: number
  readonly captureRef?: string | undefined
}

function refundResult(type: string, base: RefundBase, refund: Settled): ProviderResult | undefined {
  const { id: ref = '' } = refund
  switch (type) {
    case 'PAYMENT.CAPTURE.REFUNDED':
      return { ...base, ...outcomeOfRefund(refund) }
    case 'PAYMENT.REFUND.PENDING':
      return { ...base, is: 'pending', ref, reason: reasonIn(refund) }
    case 'PAYMENT.REFUND.FAILED':
      return { ...base, is: 'refused', ref, reason: reasonIn(refund) }
    default:
      return undefined
  }
}

const payload = payloadOf([approvedOrder, paypalDisputeFields, resource])

/** An event of PayPal's, as it is delivered, listed and kept. */
export const paypalNotice = (id: string, type: string, object: unknown): WebhookNotice => ({
  ...{ eventId: storableId(id), type: storableType(type), payload: payload(object) },
  ...readingOf(() => paypalResult(type, object)),
})

/** PayPal's addresses of certificates, live and for tests: it writes them with either name of its API. */
const certificatePath = '/v1/notifications/certs/'
const certificatePrefixes = [
  ...['api.paypal.com', 'api-m.paypal.com'],
  ...['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'],
].map((host) => `https://${host}${certificatePath}`)
const certificateName = /^[A-Za-z0-9_-]{1,100}$/
const maxCertificates = 16

/** The name of the certificate at an address of PayPal's; undefined for any other address. */
function certificateNameIn(url: string): string | undefined {
  const prefix = certificatePrefixes.find((one) => url.startsWith(one))
  const name = prefix && url.slice(prefix.length)
  return name && certificateName.test(name) ? name : undefined
}

export type PaypalHeaders = (name: string) => string | undefined

/**
 * Reads webhooks that are signed with a certificate which PayPal itself serves. A webhook names the certificate by its public
 * address; it is fetched by its name from the API that payments are made at, which in a cluster the mesh connects to.
 */
export function paypalWebhookReader(transport: Transport, webhookId: string) {
  const certificates = new Map<string, X509Certificate>()

  const certificateAt = async (url: string, now: Date): Promise<X509Certificate | undefined> => {
    const name = certificateNameIn(url)
    if (name === undefined) return undefined
    let certificate = certificates.get(name)
    if (!certificate) {
      const { status, text } = await transport.send('GET', `${certificatePath}${name}`, {})
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
    const { id, event_type: type, resource } = paypalEvent.parse(JSON.parse(body))
    return paypalNotice(id, type, resource)
  }
}

export type PaypalWebhookReader = ReturnType<typeof paypalWebhookReader>
