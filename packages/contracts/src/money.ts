import { z } from 'zod'
import { currencies } from './currencies.ts'

/** ISO 4217 currency code. */
export const currency = z.string().refine((code) => currencies.has(code), {
  error: 'must be an ISO 4217 currency code, for example GBP',
})

export const maxAmountMinor = 9_000_000_000_000
/** Amount in minor units (pence, cents), not negative. */
export const amountMinor = z.int().nonnegative().max(maxAmountMinor)

export const money = z.object({ amountMinor, currency })
export type Money = z.infer<typeof money>
