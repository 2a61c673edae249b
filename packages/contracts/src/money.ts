import { z } from 'zod'

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** ISO 4217 code. */
export const currency = z
  .string()
  .refine((code) => currencies.has(code), { error: 'is not an ISO 4217 currency' })

/** Integer of minor units (pence, cents), never negative. */
export const amountMinor = z.int().nonnegative().max(9_000_000_000_000)

export const money = z.object({ amountMinor, currency })
export type Money = z.infer<typeof money>
