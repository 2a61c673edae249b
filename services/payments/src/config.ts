import { poolSizeSetting } from '@stoa/postgres'
import { baseConfig } from '@stoa/service'
import { z } from 'zod'
import { leaseMs } from './schedule.ts'

const secret = z.string().min(8)
const shopPage = z.url({ protocol: /^https$/ }).optional()
/** Four requests in a row, each timing out, have to fit into a lease with time left to record the result. */
const longestTimeoutMs = Math.floor((leaseMs * 0.9) / 4)

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL_SIZE: poolSizeSetting,
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  /** Unix socket of the sidecar's outbound listener; absent in a cluster. */
  MESH_EGRESS: z.string().optional(),
  STRIPE_URL: z.url(),
  STRIPE_API_KEY: secret,
  STRIPE_WEBHOOK_SECRET: secret,
  PAYPAL_URL: z.url(),
  PAYPAL_CLIENT_ID: secret,
  PAYPAL_CLIENT_SECRET: secret,
  PAYPAL_WEBHOOK_ID: secret,
  /** The shop's pages to which PayPal sends a shopper who has approved a payment, or has not; `{orderId}` stands for the order's id. */
  PAYPAL_RETURN_URL: shopPage,
  PAYPAL_CANCEL_URL: shopPage,
  /** How long a shopper has to confirm a card or to approve a payment before the order is cancelled. */
  SHOPPER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(900),
  /** Before a provider ends an authorisation: `capture` leaves it to orders to capture early, `renew` renews it. */
  EXPIRING_AUTHORISATIONS: z.enum(['capture', 'renew']).default('capture'),
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(longestTimeoutMs).default(4_000),
})
