import { baseConfig } from '@stoa/service'
import { z } from 'zod'

export const config = baseConfig.extend({
  /** Unix socket of the own sidecar's outbound listener; absent in a cluster, where Istio redirects the traffic. */
  MESH_EGRESS: z.string().min(1).optional(),
  /** Deadline of the call for the order. */
  ORDER_TIMEOUT_MS: z.coerce.number().int().min(1).max(30_000).default(2_000),
  /** Deadline of the calls for the payment and the parcel. */
  PART_TIMEOUT_MS: z.coerce.number().int().min(1).max(30_000).default(1_000),
})
