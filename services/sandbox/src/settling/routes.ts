import { uuid } from '@stoa/contracts'
import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { paypalIncidents } from '../paypal/incidents.ts'
import { settlePaypal } from '../paypal/settle.ts'
import { signingOf } from '../paypal/signing.ts'
import { stripeIncidents } from '../stripe/incidents.ts'
import { settleStripe } from '../stripe/settle.ts'
import type { Happening } from './happening.ts'

const delivery = {
  /** False: the event is listed, and its webhook is never sent. */
  webhook: z.boolean().default(true),
  /** The webhook is sent this late. */
  delayMs: z.int().min(0).max(600_000).default(0),
}
const byOrder = z.strictObject({ orderId: uuid })
const answer = z.object({ events: z.int() })
type Delivery = { readonly webhook: boolean; readonly delayMs: number }

const settleBody = z.strictObject({ outcome: z.enum(['succeed', 'fail', 'reverse']), ...delivery })
const refundBody = z.strictObject({
  /** The share of what is left that is given back. */
  share: z.number().gt(0).max(1).default(1),
  ...delivery,
})
const disputeBody = z.strictObject({
  outcome: z.enum(['open', 'won', 'lost', 'appeal']),
  /** The share of the amount that a lost dispute costs at PayPal; Stripe takes all of it. */
  share: z.number().gt(0).max(1).default(1),
  ...delivery,
})
const captureBody = z.strictObject({
  /** The share of the payment that is captured. */
  share: z.number().gt(0).max(1).default(1),
  /** Nothing more is captured: Stripe captures a payment once, PayPal as often as there is something left. */
  final: z.boolean().default(false),
  ...delivery,
})
const shopperBody = z.strictObject({ action: z.enum(['pass', 'fail']), ...delivery })
const expireBody = z.strictObject(delivery)

/** What shoppers, their banks and the shop's own employees do at a provider, on demand. */
export function settlingRoutes(deps: Deps) {
  const { store, now, env } = deps
  const forStripe = { store, now, webhookSecret: env.STRIPE_WEBHOOK_SECRET }
  const forPaypal = { store, now, signing: signingOf(deps) }
  const stripe = stripeIncidents(forStripe)
  const paypal = paypalIncidents(forPaypal)

  const happen = async (happenings: readonly Happening[], { webhook, delayMs }: Delivery) => {
    await store.write(happenings.flatMap(({ rows }) => rows))
    const webhooks = happenings.flatMap((one) => one.webhooks)
    if (webhook) for (const one of webhooks) deps.webhooks.send(one, { delayMs })
    return { events: webhooks.length }
  }

  return new Hono<ServiceEnv>()
    .post(
      '/:orderId/settle',
      describe({
        summary: 'Settle what is pending of an order’s money, or take back what was settled',
        description:
          '`succeed` and `fail` settle pending captures and refunds, and the review of a PayPal authorisation; `fail` also takes back refunds that were made, `reverse` a PayPal capture.',
        answer,
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', settleBody),
      async (c) => {
        const { outcome, ...how } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const settled = [
          ...(outcome === 'reverse' ? [] : [await settleStripe(forStripe, orderId, outcome)]),
          await settlePaypal(forPaypal, orderId, outcome),
        ]
        return c.json(await happen(settled, how))
      },
    )
    .post(
      '/:orderId/shopper',
      describe({
        summary: 'Confirm or approve an order’s payment as its shopper, or fail to',
        description:
          '`pass` confirms the card (3-D Secure) or approves the PayPal order; `fail` fails the bank’s check of the card. Without either the payment is abandoned.',
        answer,
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', shopperBody),
      async (c) => {
        const { action, ...how } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const passed = action === 'pass'
        const acted = [
          await stripe.authenticate(orderId, passed),
          ...(passed ? [await paypal.approve(orderId)] : []),
        ]
        return c.json(await happen(acted, how))
      },
    )
    .post(
      '/:orderId/capture',
      describe({
        summary: 'Capture an order’s payment, or a share of it, on the provider’s dashboard',
        description:
          'Stripe releases the rest. PayPal may capture more of it, unless it is `final`.',
        answer,
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', captureBody),
      async (c) => {
        const { share, final, ...how } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const made = [
          await stripe.capture(orderId, share),
          await paypal.capture(orderId, share, final),
        ]
        return c.json(await happen(made, how))
      },
    )
    .post(
      '/:orderId/refund',
      describe({
        summary: 'Refund an order’s payment on the provider’s dashboard',
        description: 'The refund has nothing that the shop would have sent with it.',
        answer,
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', refundBody),
      async (c) => {
        const { share, ...how } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const made = [await stripe.refund(orderId, share), await paypal.refund(orderId, share)]
        return c.json(await happen(made, how))
      },
    )
    .post(
      '/:orderId/dispute',
      describe({
        summary: 'Open, close or appeal a dispute of an order’s payment',
        description:
          'The provider withdraws what was not refunded, with a fee, and returns it without the fee when the dispute is won. PayPal returns the rest of one that is lost in part. `appeal` opens one again that was lost.',
        answer,
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', disputeBody),
      async (c) => {
        const { outcome, share, ...how } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const disputeAt = (at: typeof stripe | typeof paypal) => {
          if (outcome === 'open') return at.openDispute(orderId)
          if (outcome === 'appeal') return at.appealDispute(orderId)
          return at.closeDispute(orderId, outcome, share)
        }
        return c.json(await happen([await disputeAt(stripe), await disputeAt(paypal)], how))
      },
    )
    .post(
      '/:orderId/expire',
      describe({ summary: 'End an order’s authorisation, as its expiry does', answer }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', expireBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const expired = [await stripe.expire(orderId), await paypal.expire(orderId)]
        return c.json(await happen(expired, c.req.valid('json')))
      },
    )
}
