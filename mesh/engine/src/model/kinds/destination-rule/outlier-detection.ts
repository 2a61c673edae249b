import { z } from 'zod'
import { duration } from '../../duration.ts'
import { reportViolations, violationIf } from '../violations.ts'

const count = z.int().min(0)
const percent = z.int().min(0).max(100)

export const outlierDetection = z
  .strictObject({
    consecutiveErrors: z.int().optional(),
    splitExternalLocalOriginErrors: z.boolean().optional(),
    consecutiveLocalOriginFailures: count.optional(),
    consecutiveGatewayErrors: count.optional(),
    consecutive5xxErrors: count.optional(),
    interval: duration.optional(),
    baseEjectionTime: duration.optional(),
    maxEjectionPercent: percent.optional(),
    minHealthPercent: percent.optional(),
    outlierDetectionHttpErrorCodes: z.array(z.int().min(100).max(599)).optional(),
  })
  .superRefine(
    reportViolations(({ splitExternalLocalOriginErrors, consecutiveLocalOriginFailures = 0 }) =>
      violationIf(
        splitExternalLocalOriginErrors !== true && consecutiveLocalOriginFailures > 0,
        'outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false',
      ),
    ),
  )

export type OutlierDetection = z.output<typeof outlierDetection>
