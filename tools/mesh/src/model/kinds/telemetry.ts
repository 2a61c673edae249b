import { z } from 'zod'
import { selector } from './common.ts'

const tracing = z.strictObject({
  providers: z.tuple([z.strictObject({ name: z.literal('otel') })]).optional(),
  randomSamplingPercentage: z.number().min(0).max(100).optional(),
  disableSpanReporting: z.boolean().optional(),
})

const accessLogging = z.strictObject({
  providers: z.tuple([z.strictObject({ name: z.literal('envoy') })]).optional(),
  disabled: z.boolean().optional(),
})

export const telemetrySpec = z.strictObject({
  selector: selector.optional(),
  tracing: z.array(tracing).max(1).optional(),
  accessLogging: z.array(accessLogging).max(1).optional(),
})

export type Telemetry = z.output<typeof telemetrySpec>
