import { z } from 'zod'
import { duration } from '../duration.ts'
import { attachment, attachmentError, hasOneAttachment, text, texts } from './common.ts'

/** A JSON Web Key Set; as in Istio, an empty text means none. */
const keySet = z
  .string()
  .refine((value) => value === '' || isKeySet(value), { message: 'jwks parse error' })
  .transform((value) => value || undefined)

function isKeySet(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null && ('keys' in parsed || 'kty' in parsed)
  } catch {
    return false
  }
}

// Istio is stricter here than HTTP.
const headerName = text.regex(
  /^[-_A-Za-z0-9]+$/,
  'must be a header name of letters, digits, - and _',
)

const jwtRule = z
  .strictObject({
    issuer: z.string().optional(),
    audiences: texts.optional(),
    jwksUri: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    jwks: keySet.optional(),
    fromHeaders: z.array(z.strictObject({ name: text, prefix: z.string().optional() })).optional(),
    fromParams: texts.optional(),
    fromCookies: texts.optional(),
    forwardOriginalToken: z.boolean().default(false),
    outputPayloadToHeader: z.string().optional(),
    outputClaimToHeaders: z.array(z.strictObject({ header: headerName, claim: text })).optional(),
    spaceDelimitedClaims: texts.optional(),
    timeout: duration.optional(),
  })
  .refine(({ issuer, jwksUri }) => Boolean(issuer) || jwksUri !== undefined, {
    message: 'issuer or jwksUri must be non-empty string',
  })
  .refine(({ jwks, jwksUri }) => jwks === undefined || jwksUri === undefined, {
    message: 'only one of jwks or jwksUri can be set',
  })

export const requestAuthenticationSpec = z
  .strictObject({ ...attachment, jwtRules: z.array(jwtRule).optional() })
  .refine(hasOneAttachment, attachmentError)

export type RequestAuthentication = z.output<typeof requestAuthenticationSpec>
export type JwtRule = z.output<typeof jwtRule>
