import { z } from 'zod'

export const roles = ['customer', 'trade', 'sales', 'order-manager', 'operator'] as const
export type Role = (typeof roles)[number]

/** Claims of a verified token; the edge forwards them as base64url JSON in the header `x-stoa-claims`. */
export const claims = z.object({
  sub: z.string().min(1).max(64),
  roles: z.array(z.enum(roles)).default(['customer']),
})
export type Claims = z.infer<typeof claims>
