import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { settlePaypal } from '../paypal/settle.ts'
import { approvePaypal } from '../paypal/shopper.ts'
import { signingOf } from '../paypal/signing.ts'
import { type Settled, settleStripe } from '../stripe/settle.ts'
import { authenticateStripe } from '../stripe/shopper.ts'

const shopperBody = z.strictObject({
  action: z.enum(['pass', 'fail']),
  /** False: the event is listed, and its webhook is never sent. */
  webhook: z.boolean().default(true),
})
const byOrder = z.strictObject({ orderId: z.uuid() })

const body = z.strictObject({
  outcome: z.enum(['succeed', 'fail', 'reverse']),
  /** False: the event is listed, and its webhook is never sent. */
  webhook: z.boolean().default(true),
})

/** What a shopper's bank says after days, on demand. */
export const settlingRoutes = (deps: Deps) => {
  const { store, now, env, webhooks } = deps
  const stripe = { store, now, webhookSecret: env.STRIPE_WEBHOOK_SECRET }
  const paypal = { store, now, signing: signingOf(deps) }

  const happened = async (settled: readonly Settled[], webhook: boolean) => {
    await store.write(settled.flatMap(({ rows }) => rows))
    const events = settled.flatMap((one) => one.webhooks)
    if (webhook) for (const event of events) webhooks.send(event)
    return { events: events.length }
  }

  return new Hono<ServiceEnv>()
    .post(
      '/:orderId/settle',
      describe({
        summary: 'Settle what is pending of an order’s money, or take back what was settled',
        description:
          '`succeed` and `fail` settle pending captures and refunds; `fail` also takes back refunds that were made, `reverse` a PayPal capture.',
        answer: z.object({ events: z.int() }),
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', body),
      async (c) => {
        const { outcome, webhook } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const settled = [
          ...(outcome === 'reverse' ? [] : [await settleStripe(stripe, orderId, outcome)]),
          await settlePaypal(paypal, orderId, outcome),
        ]
        return c.json(await happened(settled, webhook))
      },
    )
    .post(
      '/:orderId/shopper',
      describe({
        summary: 'Confirm or approve an order’s payment as its shopper, or fail to',
        description:
          '`pass` confirms the card (3-D Secure) or approves the PayPal order; `fail` fails the bank’s check of the card. Without either the payment is abandoned.',
        answer: z.object({ events: z.int() }),
      }),
      validate('param', byOrder),
      jsonBody(),
      validate('json', shopperBody),
      async (c) => {
        const { action, webhook } = c.req.valid('json')
        const { orderId } = c.req.valid('param')
        const passed = action === 'pass'
        const acted = [
          await authenticateStripe(stripe, orderId, passed),
          ...(passed ? [await approvePaypal(paypal, orderId)] : []),
        ]
        return c.json(await happened(acted, webhook))
      },
    )
}
