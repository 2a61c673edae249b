import { AppError, bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { PaypalWebhookReader } from './clients/paypal-webhook.ts'
import { type Notice, readStripeWebhook } from './clients/stripe-webhook.ts'
import { webhooks } from './metrics.ts'
import type { Provider } from './payment.ts'
import type { Recorder } from './recorder.ts'

export interface WebhookDeps {
  readonly recorder: Recorder
  readonly stripeSecret: string
  readonly readPaypal: PaypalWebhookReader
  readonly now: () => Date
}

const maxBytes = 256 * 1024

const describe = (provider: string) =>
  describeRoute({
    summary: `What ${provider} tells us, signed; a duplicate changes nothing`,
    responses: {
      204: { description: 'taken' },
      401: { description: 'the signature does not hold' },
    },
  })

/** Providers prove who they are by their signature: no token is asked for. */
export function webhookRoutes({ recorder, stripeSecret, readPaypal, now }: WebhookDeps) {
  const take = async (c: Context<ServiceEnv>, provider: Provider, notice: Notice | undefined) => {
    if (!notice) {
      webhooks.inc({ provider, outcome: 'not_signed' })
      throw new AppError('unauthenticated', 'the signature does not hold')
    }
    const { eventId, finding } = notice
    webhooks.inc({ provider, outcome: finding ? 'taken' : 'of_no_use' })
    if (finding) await recorder.record({ finding, event: { provider, eventId } })
    return c.body(null, 204)
  }
  return new Hono<ServiceEnv>()
    .post('/stripe', describe('Stripe'), async (c) => {
      const signature = headerOf(c, 'stripe-signature') ?? ''
      return take(
        c,
        'stripe',
        await readStripeWebhook(await bodyText(c, maxBytes), signature, stripeSecret),
      )
    })
    .post('/paypal', describe('PayPal'), async (c) =>
      take(
        c,
        'paypal',
        await readPaypal(await bodyText(c, maxBytes), (name) => headerOf(c, name), now()),
      ),
    )
}
