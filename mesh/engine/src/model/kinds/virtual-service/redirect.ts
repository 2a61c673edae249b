import { z } from 'zod'
import { port } from '../common.ts'
import { fault, refusing } from '../faults.ts'
import { regexFault } from '../regex.ts'
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
      .refine((code) => codes.includes(code), { message: `is one of ${codes.join(', ')}` })
      .optional(),
    prefixRewrite: z.string().optional(),
  })
  .superRefine(
    refusing(({ uri, prefixRewrite, authority, scheme, port, derivePort }) => [
      ...fault(
        Boolean(uri && prefixRewrite),
        'redirect may only specify one of uri or prefix_rewrite',
      ),
      ...fault(
        !(uri || prefixRewrite || authority || scheme || port || derivePort),
        'redirect must specify URI, authority, scheme, or port',
      ),
      ...fault(port !== undefined && derivePort !== undefined, 'has one of port and derivePort'),
    ]),
  )

export type Redirect = z.output<typeof redirect>

const mostBytes = 1_024 * 1_024
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const short = (text: string) => Buffer.byteLength(text) <= mostBytes
const tooLong = { message: 'must be less than 1MB' }

export const directResponse = z.strictObject({
  status: httpStatus,
  body: z
    .strictObject({
      string: z.string().refine(short, tooLong).optional(),
      bytes: z.string().regex(base64, 'is base64').refine(short, tooLong).optional(),
    })
    .refine(({ string, bytes }) => string === undefined || bytes === undefined, {
      message: 'has one of string and bytes',
    })
    .optional(),
})

export type DirectResponse = z.output<typeof directResponse>

const regexRewrite = z
  .strictObject({ match: z.string().optional(), rewrite: z.string().optional() })
  .superRefine(
    refusing(({ match = '', rewrite = '' }) => {
      if (match === '' || rewrite === '')
        return fault(true, 'UriRegexRewrite requires both Rewrite and Match fields to be specified')
      const message = regexFault(match)
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
    refusing(({ uri, authority, uriRegexRewrite }) => [
      ...fault(
        Boolean(uri) && uriRegexRewrite !== undefined,
        'rewrite may only contain one of URI or UriRegexRewrite',
      ),
      ...fault(
        !uri && !authority && uriRegexRewrite === undefined,
        'rewrite must specify at least one of URI, UriRegexRewrite, or authority',
      ),
    ]),
  )

export type Rewrite = z.output<typeof rewrite>
