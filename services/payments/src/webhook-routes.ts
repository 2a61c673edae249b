import { AppError, bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { PaypalWebhookReader } from './clients/paypal-webhook.ts'
import { readStripeWebhook, type WebhookNotice } from './clients/stripe-webhook.ts'
import { webhooks } from './metrics.ts'
import type { Provider } from './payment.ts'
import type { ResultWriter } from './result-writer.ts'

export interface WebhookDeps {
  readonly results: ResultWriter
  readonly stripeSecret: string
  readonly readPaypal: PaypalWebhookReader
  readonly now: () => Date
}

const maxBytes = 256 * 1024

const describe = (provider: string) =>
  describeRoute({
    summary: `A signed webhook of ${provider}; a duplicate changes nothing`,
    responses: {
      204: { description: 'accepted' },
      401: { description: 'the signature is not valid' },
    },
  })

/** Providers authenticate by their signature; they have no token. */
export function webhookRoutes({ results, stripeSecret, readPaypal, now }: WebhookDeps) {
  const handle = async (
    c: Context<ServiceEnv>,
    provider: Provider,
    notice: WebhookNotice | undefined,
  ) => {
    if (!notice) {
      webhooks.inc({ provider, outcome: 'not_signed' })
      throw new AppError('unauthenticated', 'the signature is not valid')
    }
    const { eventId, result } = notice
    webhooks.inc({ provider, outcome: result ? 'taken' : 'of_no_use' })
    if (result) await results.add({ result, event: { provider, eventId } })
    return c.body(null, 204)
  }
  return new Hono<ServiceEnv>()
    .post('/stripe', describe('Stripe'), async (c) => {
      const signature = headerOf(c, 'stripe-signature') ?? ''
      return handle(
        c,
        'stripe',
        await readStripeWebhook(await bodyText(c, maxBytes), signature, stripeSecret),
      )
    })
    .post('/paypal', describe('PayPal'), async (c) =>
      handle(
        c,
        'paypal',
        await readPaypal(await bodyText(c, maxBytes), (name) => headerOf(c, name), now()),
      ),
    )
}
