import { baseConfig } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  /** Unix socket of the own sidecar's outbound side; absent in a cluster, where traffic is redirected. */
  MESH_EGRESS: z.string().min(1).optional(),
  ORDER_TIMEOUT_MS: z.coerce.number().int().min(1).max(30_000).default(2_000),
  PART_TIMEOUT_MS: z.coerce.number().int().min(1).max(30_000).default(1_000),
})
