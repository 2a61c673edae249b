import { z } from 'zod'

export const roles = [
  'customer',
  'trade',
  'sales',
  'warehouse',
  'order-manager',
  'finance',
  'operator',
] as const
export type Role = (typeof roles)[number]

const isRole = (role: unknown): role is Role => (roles as readonly unknown[]).includes(role)

/**
 * Claims of a verified token; the edge forwards them as base64url JSON in the header `x-stoa-claims`. The subject is any
 * that fits into one segment of a path: OpenID Connect allows 255 ASCII characters. An identity provider may have roles
 * of its own: they are ignored.
 */
export const claims = z.object({
  sub: z.string().regex(/^(?!\.\.?$)[\x20-\x7e]{1,255}$/),
  roles: z
    .array(z.unknown())
    .catch(['customer'])
    .transform((all) => all.filter(isRole)),
})
export type Claims = z.infer<typeof claims>
