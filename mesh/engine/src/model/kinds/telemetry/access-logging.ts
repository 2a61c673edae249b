import { z } from 'zod'
import { forMode, providers } from './tracing.ts'

export const accessLogging = z.strictObject({
  match: forMode.optional(),
  providers: providers.optional(),
  disabled: z.boolean().optional(),
  filter: z.strictObject({ expression: z.string().optional() }).optional(),
})

export type AccessLogging = z.output<typeof accessLogging>
