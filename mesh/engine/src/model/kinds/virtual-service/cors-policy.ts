import { z } from 'zod'
import { duration } from '../../duration.ts'
import { headerNameError } from '../header-name.ts'
import { fullMatch } from '../string-match.ts'
import { reportReason } from '../violations.ts'

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
]

const origin = fullMatch.refine((match) => !Object.values(match).includes(''), {
  message: "'' is not a valid match type for CORS allow origins",
})
const method = z
  .string()
  .superRefine(
    reportReason((name) =>
      methods.includes(name) ? undefined : `"${name}" is not a supported HTTP method`,
    ),
  )
const header = z
  .string()
  .superRefine(reportReason((name) => (name === '*' ? undefined : headerNameError(name))))

export const corsPolicy = z.strictObject({
  allowOrigin: z.array(z.string()).optional(),
  allowOrigins: z.array(origin).optional(),
  allowMethods: z.array(method).optional(),
  allowHeaders: z.array(header).optional(),
  exposeHeaders: z.array(header).optional(),
  maxAge: duration
    .refine((ms) => ms % 1_000 === 0, {
      message: 'max_age duration is accurate only to seconds precision',
    })
    .optional(),
  allowCredentials: z.boolean().optional(),
  unmatchedPreflights: z.enum(['UNSPECIFIED', 'FORWARD', 'IGNORE']).optional(),
})

export type CorsPolicy = z.output<typeof corsPolicy>
