import { baseConfig } from '@stoa/service'
import { z } from 'zod'

const secret = z.string().min(8)
const address = z.url({ protocol: /^http$/ })

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
  MESH_EGRESS: z.string().min(1).optional(),
  FEDEX_URL: address,
  FEDEX_CLIENT_ID: secret,
  FEDEX_CLIENT_SECRET: secret,
  FEDEX_ACCOUNT: z.string().min(1),
  FEDEX_WEBHOOK_SECRET: secret,
  UPS_URL: address,
  UPS_CLIENT_ID: secret,
  UPS_CLIENT_SECRET: secret,
  UPS_ACCOUNT: z.string().min(1),
  UPS_WEBHOOK_SECRET: secret,
})
export type Config = z.infer<typeof config>
