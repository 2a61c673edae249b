import { z } from 'zod'
import { duration } from '../../duration.ts'
import { destination, hasWeight, noWeight, weight } from '../destination.ts'
import { headerOperations } from '../header-operations.ts'
import { percent } from '../percent.ts'
import { retries } from '../retries.ts'
import { reportViolations } from '../violations.ts'
import { corsPolicy } from './cors-policy.ts'
import { faultInjection } from './fault-injection.ts'
import { httpMatch } from './http-match.ts'
import { directResponse, redirect, rewrite } from './redirect.ts'
import { routeViolations } from './route-violations.ts'

const weightedDestination = z.strictObject({
  destination,
  weight: weight.optional(),
  headers: headerOperations.optional(),
})

const mirrorPolicy = z.strictObject({ destination, percentage: percent.optional() })

export const httpRoute = z
  .strictObject({
    name: z.string().optional(),
    match: z.array(httpMatch).optional(),
    route: z.array(weightedDestination).refine(hasWeight, noWeight).optional(),
    redirect: redirect.optional(),
    directResponse: directResponse.optional(),
    delegate: z
      .strictObject({ name: z.string().optional(), namespace: z.string().optional() })
      .optional(),
    rewrite: rewrite.optional(),
    timeout: duration.optional(),
    retries: retries.optional(),
    fault: faultInjection.optional(),
    mirror: destination.optional(),
    mirrors: z.array(mirrorPolicy).optional(),
    mirrorPercent: z.int().min(0).max(100).optional(),
    mirrorPercentage: percent.optional(),
    corsPolicy: corsPolicy.optional(),
    headers: headerOperations.optional(),
  })
  .superRefine(reportViolations(routeViolations))

export type HttpRoute = z.output<typeof httpRoute>
export type WeightedDestination = z.output<typeof weightedDestination>
