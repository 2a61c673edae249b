import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { settlePaypal } from '../paypal/settle.ts'
import { signingOf } from '../paypal/signing.ts'
import { settleStripe } from '../stripe/settle.ts'

const body = z.strictObject({
  outcome: z.enum(['succeed', 'fail', 'reverse']),
  /** False: the event is listed, and its webhook is never sent. */
  webhook: z.boolean().default(true),
})

/** What a shopper's bank says after days, on demand. */
export const settlingRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().post(
    '/:orderId/settle',
    describe({
      summary: 'Settle what is pending of an order’s money, or take back what was settled',
      description:
        '`succeed` and `fail` settle pending captures and refunds; `fail` also takes back refunds that were made, `reverse` a PayPal capture.',
      answer: z.object({ events: z.int() }),
    }),
    validate('param', z.strictObject({ orderId: z.uuid() })),
    jsonBody(),
    validate('json', body),
    async (c) => {
      const { store, now, env, webhooks } = deps
      const { outcome, webhook } = c.req.valid('json')
      const { orderId: order } = c.req.valid('param')
      const stripe = { store, now, webhookSecret: env.STRIPE_WEBHOOK_SECRET }
      const settled = [
        ...(outcome === 'reverse' ? [] : [await settleStripe(stripe, order, outcome)]),
        await settlePaypal({ store, now, signing: signingOf(deps) }, order, outcome),
      ]
      await store.write(settled.flatMap(({ rows }) => rows))
      const events = settled.flatMap((one) => one.webhooks)
      if (webhook) for (const event of events) webhooks.send(event)
      return c.json({ events: events.length })
    },
  )
