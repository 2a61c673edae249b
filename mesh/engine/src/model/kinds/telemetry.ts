import { z } from 'zod'
import { attachment, attachmentError, hasOneAttachment } from './common.ts'
import { accessLogging } from './telemetry/access-logging.ts'
import { metrics } from './telemetry/metrics.ts'
import { tracing } from './telemetry/tracing.ts'

export const telemetrySpec = z
  .strictObject({
    ...attachment,
    tracing: z.array(tracing).optional(),
    metrics: z.array(metrics).optional(),
    accessLogging: z.array(accessLogging).optional(),
  })
  .refine(hasOneAttachment, attachmentError)

export type Telemetry = z.output<typeof telemetrySpec>
