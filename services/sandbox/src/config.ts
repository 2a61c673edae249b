import { baseConfig } from '@stoa/service'
import { z } from 'zod'

const secret = z.string().min(8)

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  MESH_EGRESS: z.string().min(1).optional(),
  STRIPE_API_KEY: secret,
  STRIPE_WEBHOOK_SECRET: secret,
  PAYPAL_CLIENT_ID: secret,
  PAYPAL_CLIENT_SECRET: secret,
  PAYPAL_WEBHOOK_ID: secret,
  FEDEX_CLIENT_ID: secret,
  FEDEX_CLIENT_SECRET: secret,
  FEDEX_WEBHOOK_SECRET: secret,
  UPS_CLIENT_ID: secret,
  UPS_CLIENT_SECRET: secret,
  UPS_WEBHOOK_SECRET: secret,
  /** How long a new signing key is published before it signs: longer than clients cache keys. */
  KEY_ANNOUNCE_MS: z.coerce.number().int().min(0).default(60_000),
  /** Time between two scans of a parcel that moves by itself. */
  TRACKING_STEP_MS: z.coerce.number().int().min(1).default(15_000),
  /** How many parcels move by themselves at a time; 0 for none. */
  TRACKING_PARCELS: z.coerce.number().int().min(0).default(100),
  /** The platform's edge, to which the warehouse hands in its manifests; absent: no warehouse. */
  EDGE_URL: z.url().optional(),
  /** Between two batches of parcels that leave the warehouse. */
  WAREHOUSE_PAUSE_MS: z.coerce.number().int().min(1).max(2_147_483_647).default(1_000),
  /** Above this rate webhooks wait; one that would wait for more than 20 s is dropped. */
  WEBHOOKS_PER_SECOND: z.coerce.number().int().min(1).default(50),
})
export type Config = z.infer<typeof config>
