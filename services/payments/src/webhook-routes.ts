import { AppError, bodyText, describe, headerOf, type ServiceEnv } from '@stoa/service'
import { type Context, Hono } from 'hono'
import type { WebhookNotice } from './clients/notice.ts'
import type { PaypalWebhookReader } from './clients/paypal-webhook.ts'
import { readStripeWebhook } from './clients/stripe-webhook.ts'
import type { Deps } from './deps.ts'
import { webhooks } from './metrics.ts'
import type { Provider } from './payment.ts'
import type { ResultWriter } from './result-writer.ts'
import { recordEvent } from './use-cases/record-event.ts'

export interface WebhookDeps {
  readonly results: ResultWriter
  readonly stripeSecret: string
  readonly readPaypal: PaypalWebhookReader
  readonly now: () => Date
  /** Has the provider's balance transactions read at once. */
  readonly readStatement: (provider: Provider) => Promise<void>
}

const maxBytes = 256 * 1024

const describeWebhook = (provider: string, headers: Readonly<Record<string, string>>) =>
  describe({
    summary: `Receive a webhook from ${provider}`,
    description: 'Authenticated by its signature, without a token. A duplicate changes nothing.',
    status: 204,
    headers,
    problems: {
      unauthenticated: 'the signature is not valid for this body',
      payload_too_large: 'the body exceeds 256 KiB',
    },
  })

const stripeHeaders = { 'Stripe-Signature': 'Timestamp and HMAC-SHA256, as Stripe signs webhooks' }
const paypalHeaders = {
  'PayPal-Transmission-Id': 'Part of the signed text',
  'PayPal-Transmission-Time': 'Part of the signed text',
  'PayPal-Transmission-Sig': 'The signature in base64',
  'PayPal-Auth-Algo': '`SHA256withRSA`',
  'PayPal-Cert-Url': 'Where the certificate of the signature is',
}

/** Providers authenticate by their signature; they have no token. */
export function webhookRoutes(
  deps: Pick<Deps, 'db' | 'log'>,
  { results, stripeSecret, readPaypal, now, readStatement }: WebhookDeps,
) {
  const handle = async (
    c: Context<ServiceEnv>,
    provider: Provider,
    notice: WebhookNotice | undefined,
  ) => {
    if (!notice) {
      webhooks.inc({ provider, outcome: 'not_signed' })
      throw new AppError('unauthenticated', 'the signature is not valid')
    }
    const { result, unreadable, paidOut = false } = notice
    if (unreadable === undefined)
      webhooks.inc({ provider, outcome: result || paidOut ? 'taken' : 'of_no_use' })
    await recordEvent(deps, results, provider, notice, c.var.traceparent)
    if (paidOut) await readStatement(provider)
    return c.body(null, 204)
  }
  return new Hono<ServiceEnv>()
    .post('/stripe', describeWebhook('Stripe', stripeHeaders), async (c) => {
      const signature = headerOf(c, 'stripe-signature') ?? ''
      return handle(
        c,
        'stripe',
        await readStripeWebhook(await bodyText(c, maxBytes), signature, stripeSecret),
      )
    })
    .post('/paypal', describeWebhook('PayPal', paypalHeaders), async (c) =>
      handle(
        c,
        'paypal',
        await readPaypal(await bodyText(c, maxBytes), (name) => headerOf(c, name), now()),
      ),
    )
}
