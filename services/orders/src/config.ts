import { poolSizeSetting } from '@stoa/postgres'
import { baseConfig, volumesSetting } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL_SIZE: poolSizeSetting,
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().min(1).optional(),
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  /** Captures the money of a ready order after so long, before its authorisation expires; absent: never before the hand-over. */
  CAPTURE_READY_AFTER_HOURS: z.coerce.number().min(1).max(120).optional(),
  /** Volumes whose room new orders depend on, where this process can see them. */
  DATA_VOLUMES: volumesSetting.optional(),
})
