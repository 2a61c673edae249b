import { baseConfig, volumesSetting } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1).optional(),
  /** Volumes whose room new orders depend on, where this process can see them. */
  DATA_VOLUMES: volumesSetting.optional(),
})
