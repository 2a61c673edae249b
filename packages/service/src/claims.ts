import { z } from 'zod'

export const roles = ['customer', 'trade', 'sales', 'operator'] as const
export type Role = (typeof roles)[number]

/** What a verified token says of its bearer. */
export const claims = z.object({
  sub: z.string().min(1).max(64),
  roles: z.array(z.enum(roles)).default(['customer']),
})
export type Claims = z.infer<typeof claims>
