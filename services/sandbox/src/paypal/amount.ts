import { z } from 'zod'

export const amount = z.object({
  currency_code: z.string().regex(/^[A-Z]{3}$/),
  value: z.string().regex(/^\d{1,13}(\.\d{1,3})?$/),
})
export type Amount = z.infer<typeof amount>

/** Thousandths of the currency: precise enough for every currency's smallest unit. */
export const milliOf = ({ value }: Amount): number => Math.round(Number(value) * 1000)

/** `milli` written with as many decimals as `like`. */
export const amountLike = (like: Amount, milli: number): Amount => ({
  currency_code: like.currency_code,
  value: (milli / 1000).toFixed(like.value.split('.')[1]?.length ?? 0),
})
