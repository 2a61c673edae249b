import { z } from 'zod'

/** A percentage with four decimal places. */
export const percent = z.strictObject({
  value: z.number().min(0).max(100).optional(),
})

export type Percent = z.output<typeof percent>

/** The percentage of an injected fault; values below Envoy's resolution are refused. */
export const faultPercent = percent.refine(({ value = 0 }) => value === 0 || value >= 0.0001, {
  message: 'percentage is neither 0.0, nor in range [0.0001, 100.0]',
})
