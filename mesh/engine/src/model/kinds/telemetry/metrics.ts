import { z } from 'zod'
import { duration } from '../../duration.ts'
import { text } from '../common.ts'
import { reportViolations, violationIf } from '../violations.ts'
import { providers, workloadMode } from './tracing.ts'

const tagOverride = z
  .strictObject({
    operation: z.enum(['UPSERT', 'REMOVE']).default('UPSERT'),
    value: z.string().optional(),
  })
  .superRefine(
    reportViolations(({ operation, value }) => [
      ...violationIf(
        operation === 'UPSERT' && !value,
        'tagOverrides.value must be set when operation is UPSERT',
      ),
      ...violationIf(
        operation === 'REMOVE' && Boolean(value),
        'tagOverrides.value may only be set when operation is UPSERT',
      ),
    ]),
  )

const metricName = z.enum([
  'ALL_METRICS',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_OPENED_CONNECTIONS',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_SENT_BYTES',
  'TCP_RECEIVED_BYTES',
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
])

const metricSelector = z
  .strictObject({
    metric: metricName.optional(),
    customMetric: text.optional(),
    mode: workloadMode.optional(),
  })
  .refine(({ metric, customMetric }) => metric === undefined || customMetric === undefined, {
    message: 'must have only one of metric and customMetric',
  })

export const metrics = z.strictObject({
  providers: providers.optional(),
  overrides: z
    .array(
      z.strictObject({
        match: metricSelector.optional(),
        disabled: z.boolean().optional(),
        tagOverrides: z.record(text, tagOverride).optional(),
      }),
    )
    .optional(),
  reportingInterval: duration.optional(),
})

export type Metrics = z.output<typeof metrics>
export type MetricName = z.output<typeof metricName>
