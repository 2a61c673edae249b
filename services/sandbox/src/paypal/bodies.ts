import { z } from 'zod'
import { amount } from './amount.ts'

const unit = z.object({
  reference_id: z.string().max(256).optional(),
  custom_id: z.string().max(255).optional(),
  amount,
})

export const orderBody = z.object({
  intent: z.literal('AUTHORIZE'),
  purchase_units: z.tuple([unit]),
})
export type OrderBody = z.infer<typeof orderBody>

const vaulted = z.object({ vault_id: z.string().optional(), number: z.string().optional() })
const wallet = vaulted.extend({
  experience_context: z
    .object({ return_url: z.url().optional(), cancel_url: z.url().optional() })
    .optional(),
})

export const authorizeBody = z.object({
  payment_source: z
    .object({
      card: vaulted.optional(),
      paypal: wallet.optional(),
      token: z.object({ id: z.string() }).optional(),
    })
    .optional(),
})
export type AuthorizeBody = z.infer<typeof authorizeBody>

export const captureBody = z.object({
  amount: amount.optional(),
  final_capture: z.boolean().default(false),
})
export type CaptureBody = z.infer<typeof captureBody>

export const reauthorizeBody = z.object({ amount: amount.optional() })
export type ReauthorizeBody = z.infer<typeof reauthorizeBody>

export const refundBody = z.object({
  amount: amount.optional(),
  custom_id: z.string().max(127).optional(),
})
export type RefundBody = z.infer<typeof refundBody>
