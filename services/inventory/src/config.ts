import { baseConfig } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1),
})
