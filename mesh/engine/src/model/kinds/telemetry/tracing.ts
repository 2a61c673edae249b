import { z } from 'zod'
import { text } from '../common.ts'
import { reportViolations, violationIf } from '../violations.ts'

export const workloadMode = z.enum(['CLIENT_AND_SERVER', 'CLIENT', 'SERVER'])
export const forMode = z.strictObject({ mode: workloadMode.optional() })
export const providers = z.array(
  z.strictObject({
    name: z.string().refine((name) => name !== '', { message: 'providers.name may not be empty' }),
  }),
)

const customTag = z
  .strictObject({
    literal: z.strictObject({ value: text }).optional(),
    environment: z.strictObject({ name: text, defaultValue: z.string().optional() }).optional(),
    header: z.strictObject({ name: text, defaultValue: z.string().optional() }).optional(),
    formatter: z.strictObject({ value: text }).optional(),
  })
  .superRefine(
    reportViolations((tag) => [
      ...violationIf(
        Object.values(tag).filter((one) => one !== undefined).length !== 1,
        'must have one of literal, environment, header and formatter',
      ),
    ]),
  )

export const tracing = z.strictObject({
  match: forMode.optional(),
  providers: providers.optional(),
  randomSamplingPercentage: z.number().min(0).max(100).optional(),
  disableSpanReporting: z.boolean().optional(),
  customTags: z.record(text, customTag).optional(),
  useRequestIdForTraceSampling: z.boolean().optional(),
  enableIstioTags: z.boolean().optional(),
  disableContextPropagation: z.boolean().optional(),
})

export type Tracing = z.output<typeof tracing>
export type CustomTag = z.output<typeof customTag>
export type WorkloadMode = z.output<typeof workloadMode>
