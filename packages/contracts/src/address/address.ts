import { z } from 'zod'
import { messageText as text } from '../text.ts'

export const countryError = 'must be an ISO 3166-1 alpha-2 country code, for example GB'
export const maxStreet = 200
export const maxLength = 100

/**
 * An address in messages and answers. Streets have up to three lines. It takes what any release has accepted: a release
 * may be older than the rules of `addressBody`.
 */
export const address = z.object({
  name: text(maxLength),
  company: text(maxLength).optional(),
  street: text(maxStreet),
  street2: text(maxLength).optional(),
  street3: text(maxLength).optional(),
  city: text(maxLength).optional(),
  /** The code or the name of a state, province, prefecture or emirate. */
  region: text(maxLength).optional(),
  postcode: text(20).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, { error: countryError }),
  /** 30 characters after a `+`. */
  phone: text(31).optional(),
})
export type Address = z.infer<typeof address>
