import { countries } from '@stoa/contracts'
import { poolSizeSetting } from '@stoa/postgres'
import { baseConfig } from '@stoa/service'
import { z } from 'zod'

const secret = z.string().min(8)
const address = z.url({ protocol: /^http$/ })

const country = z.enum(countries as [string, ...string[]], {
  error: 'must be ISO 3166-1 alpha-2 country codes with commas between them, for example GB,IE',
})

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL_SIZE: poolSizeSetting,
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
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
  /** Where our own vans drive. */
  FLEET_COUNTRIES: z
    .string()
    .default('GB')
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(country).min(1)),
})
export type Config = z.infer<typeof config>
