import { z } from 'zod'
import { duration } from '../duration.ts'
import { retryOn } from './retry-on.ts'

export const retries = z
  .strictObject({
    attempts: z.int().min(0).optional(),
    perTryTimeout: duration.optional(),
    retryOn: retryOn.optional(),
    retryRemoteLocalities: z.boolean().optional(),
    retryIgnorePreviousHosts: z.boolean().optional(),
    backoff: duration.optional(),
  })
  .refine(
    ({ attempts = 0, perTryTimeout, retryOn, retryRemoteLocalities }) =>
      attempts > 0 || (perTryTimeout ?? retryOn ?? retryRemoteLocalities) === undefined,
    { message: 'http retry policy configured when attempts are set to 0 (disabled)' },
  )

export type Retries = z.output<typeof retries>
