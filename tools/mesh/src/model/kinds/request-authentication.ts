import { z } from 'zod'
import { selector, text, texts } from './common.ts'

const jwtRule = z.strictObject({
  issuer: text,
  audiences: texts.optional(),
  jwksUri: z.url({ protocol: /^https?$/ }),
  forwardOriginalToken: z.boolean().default(false),
  outputPayloadToHeader: text.optional(),
})

export const requestAuthenticationSpec = z.strictObject({
  selector: selector.optional(),
  jwtRules: z.array(jwtRule).optional(),
})

export type RequestAuthentication = z.output<typeof requestAuthenticationSpec>
export type JwtRule = z.output<typeof jwtRule>
