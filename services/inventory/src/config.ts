import { poolSizeSetting } from '@stoa/postgres'
import { baseConfig } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL_SIZE: poolSizeSetting,
  /** Of the replicas, where there are some. */
  DATABASE_READ_URL: z.string().min(1).optional(),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
})
