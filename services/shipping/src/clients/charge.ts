import { currencies, maxAmountMinor } from '@stoa/contracts'

export interface Charge {
  readonly amountMinor: number
  readonly currency: string
}

/**
 * What a carrier charges, from its decimal text, in minor units of the currency; a part of a minor unit counts half up.
 * Undefined for a currency that ISO 4217 does not have, for text that is no decimal, and for an amount that is too large.
 */
export function chargeOf(decimal: string, currency: string): Charge | undefined {
  const digits = currencies.get(currency)?.digits
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,20}))?$/.exec(decimal) ?? []
  if (digits === undefined || whole === undefined) return undefined
  const exact = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  const roundsUp = Number(fraction[digits] ?? '0') >= 5
  const amountMinor = Number(exact + (roundsUp ? 1n : 0n))
  return amountMinor <= maxAmountMinor ? { amountMinor, currency } : undefined
}
