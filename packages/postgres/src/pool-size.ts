import { z } from 'zod'

/**
 * `DATABASE_POOL_SIZE`: connections of one replica of a service to the primary at most, and to the replicas of Postgres, if it reads
 * there, as many again. Those of all replicas of all services have to fit into `max_connections` of the server.
 *
 * @example export const config = baseConfig.extend({ DATABASE_URL: z.string().min(1), DATABASE_POOL_SIZE: poolSizeSetting })
 */
export const poolSizeSetting = z.coerce.number().int().min(2).max(100).default(8)
