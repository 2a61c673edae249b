import { z } from 'zod'
import { port } from '../common.ts'
import { regexError } from '../regex.ts'
import { reportViolations, violationIf } from '../violations.ts'
import { httpStatus } from './fault-injection.ts'

const codes = [301, 302, 303, 307, 308]

export const redirect = z
  .strictObject({
    uri: z.string().optional(),
    authority: z.string().optional(),
    port: port.optional(),
    derivePort: z.enum(['FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT']).optional(),
    scheme: z
      .enum(['http', 'https'], { error: 'invalid redirect scheme, must be "http" or "https"' })
      .optional(),
    redirectCode: z
      .int()
      .refine((code) => codes.includes(code), { message: `must be one of ${codes.join(', ')}` })
      .optional(),
    prefixRewrite: z.string().optional(),
  })
  .superRefine(
    reportViolations(({ uri, prefixRewrite, authority, scheme, port, derivePort }) => [
      ...violationIf(
        Boolean(uri && prefixRewrite),
        'redirect may only specify one of uri or prefix_rewrite',
      ),
      ...violationIf(
        !(uri || prefixRewrite || authority || scheme || port || derivePort),
        'redirect must specify URI, authority, scheme, or port',
      ),
      ...violationIf(
        port !== undefined && derivePort !== undefined,
        'must have only one of port and derivePort',
      ),
    ]),
  )

export type Redirect = z.output<typeof redirect>

const maxBodyBytes = 1_024 * 1_024
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const fitsBody = (text: string) => Buffer.byteLength(text) <= maxBodyBytes
const tooLong = { message: 'must be less than 1MB' }

export const directResponse = z.strictObject({
  status: httpStatus,
  body: z
    .strictObject({
      string: z.string().refine(fitsBody, tooLong).optional(),
      bytes: z.string().regex(base64, 'must be base64').refine(fitsBody, tooLong).optional(),
    })
    .refine(({ string, bytes }) => string === undefined || bytes === undefined, {
      message: 'must have only one of string and bytes',
    })
    .optional(),
})

export type DirectResponse = z.output<typeof directResponse>

const regexRewrite = z
  .strictObject({ match: z.string().optional(), rewrite: z.string().optional() })
  .superRefine(
    reportViolations(({ match = '', rewrite = '' }) => {
      if (match === '' || rewrite === '')
        return violationIf(
          true,
          'UriRegexRewrite requires both Rewrite and Match fields to be specified',
        )
      const message = regexError(match)
      return message === undefined ? [] : [{ message, path: ['match'] }]
    }),
  )

export const rewrite = z
  .strictObject({
    uri: z.string().optional(),
    authority: z.string().optional(),
    uriRegexRewrite: regexRewrite.optional(),
  })
  .superRefine(
    reportViolations(({ uri, authority, uriRegexRewrite }) => [
      ...violationIf(
        Boolean(uri) && uriRegexRewrite !== undefined,
        'rewrite may only contain one of URI or UriRegexRewrite',
      ),
      ...violationIf(
        !uri && !authority && uriRegexRewrite === undefined,
        'rewrite must specify at least one of URI, UriRegexRewrite, or authority',
      ),
    ]),
  )

export type Rewrite = z.output<typeof rewrite>
