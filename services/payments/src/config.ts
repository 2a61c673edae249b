import { baseConfig } from '@stoa/service'
import { z } from 'zod'

const secret = z.string().min(8)

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
  /** Unix socket of the own sidecar's outbound side; absent in a cluster. */
  MESH_EGRESS: z.string().optional(),
  STRIPE_URL: z.url(),
  STRIPE_API_KEY: secret,
  STRIPE_WEBHOOK_SECRET: secret,
  PAYPAL_URL: z.url(),
  PAYPAL_CLIENT_ID: secret,
  PAYPAL_CLIENT_SECRET: secret,
  PAYPAL_WEBHOOK_ID: secret,
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(15_000).default(5_000),
})
