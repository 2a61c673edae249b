import { z } from 'zod'
import { messageText, token } from './text.ts'

export const orderId = z.uuid()
/** An id of ours in a request. Case does not count in a UUID; we write them in lower case. */
export const uuid = z.uuid().toLowerCase()
/** The subject of a token: OpenID Connect allows 255 ASCII characters, for example `auth0|5f7c`. */
export const customerId = z.string().regex(/^[\x20-\x7e]{1,255}$/, {
  error: 'must be 1 to 255 printable ASCII characters',
})
export const sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/, {
  error:
    'must be a letter or digit, then up to 39 letters, digits, spaces, dots, underscores or hyphens',
})
/** Pieces of one line, and of a whole order or quote. */
export const maxPieces = 1_000_000
export const quantity = z.int().min(1).max(maxPieces)
export const maxReasonLength = 200
export const reason = messageText(maxReasonLength)

export const line = z.object({ sku, quantity })
export type Line = z.infer<typeof line>

export const paymentMethod = z.discriminatedUnion('type', [
  z.object({ type: z.literal('card'), token: messageText(255) }),
  z.object({ type: z.literal('paypal'), token: messageText(255) }),
  z.object({ type: z.literal('account') }),
])
export type PaymentMethod = z.infer<typeof paymentMethod>
/** A payment method in a request. */
export const paymentMethodBody = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('card'), token: token(255) }),
  z.strictObject({ type: z.literal('paypal'), token: token(255) }),
  z.strictObject({ type: z.literal('account') }),
])

export const carrier = z.enum(['own-fleet', 'fedex', 'ups'])
export type Carrier = z.infer<typeof carrier>
