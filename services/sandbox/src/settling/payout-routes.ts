import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { withdrawPaypal } from '../paypal/payout.ts'
import { signingOf } from '../paypal/signing.ts'
import { payOutStripe } from '../stripe/payout.ts'

const body = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('stripe'),
    outcome: z.enum(['paid', 'failed']).default('paid'),
  }),
  z.strictObject({ provider: z.literal('paypal') }),
])

/** Moves a provider's balance to the shop's bank, on demand. */
export function payoutRoutes(deps: Deps) {
  const { store, now, env } = deps
  return new Hono<ServiceEnv>().post(
    '/',
    describe({
      summary: 'Pay a provider’s balance out to the bank',
      description:
        'PayPal takes a fee and has no event. A payout of Stripe’s may fail: the money comes back.',
      answer: z.object({ payouts: z.int() }),
    }),
    jsonBody(),
    validate('json', body),
    async (c) => {
      const wanted = c.req.valid('json')
      const { rows, webhooks } =
        wanted.provider === 'stripe'
          ? await payOutStripe(
              { store, now, webhookSecret: env.STRIPE_WEBHOOK_SECRET },
              wanted.outcome,
            )
          : await withdrawPaypal({ store, now, signing: signingOf(deps) })
      await store.write(rows)
      for (const one of webhooks) deps.webhooks.send(one)
      return c.json({ payouts: wanted.provider === 'stripe' ? webhooks.length : rows.length })
    },
  )
}
