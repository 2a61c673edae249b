import { z } from 'zod'

export const orderId = z.uuid()
export const customerId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
  error: 'must be 1 to 64 letters, digits, dots, underscores or hyphens',
})
export const sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/, {
  error:
    'must be a letter or digit, then up to 39 letters, digits, spaces, dots, underscores or hyphens',
})
export const quantity = z.int().min(1).max(1_000_000)
export const reason = z.string().min(1).max(200)

export const line = z.object({ sku, quantity })
export type Line = z.infer<typeof line>

export const paymentMethod = z.discriminatedUnion('type', [
  z.object({ type: z.literal('card'), token: z.string().min(1).max(255) }),
  z.object({ type: z.literal('paypal'), token: z.string().min(1).max(255) }),
  z.object({ type: z.literal('account') }),
])
export type PaymentMethod = z.infer<typeof paymentMethod>

export const carrier = z.enum(['own-fleet', 'fedex', 'ups'])
export type Carrier = z.infer<typeof carrier>
