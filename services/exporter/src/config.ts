import { baseConfig } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  /** A database of the server, with a role that is a member of pg_monitor. */
  DATABASE_URL: z.string().min(1),
  NATS_URL: z.string().min(1),
  /** Of a user of the broker's system account. */
  NATS_NKEY_SEED: z.string().min(1),
  /** How long an answer of the broker or of the database server is used; by default for two scrapes. */
  CACHE_MS: z.coerce.number().int().min(0).max(60_000).default(10_000),
  /** The state file of the local runner; absent in a cluster. */
  RUNNER_STATE: z.string().min(1).optional(),
})
