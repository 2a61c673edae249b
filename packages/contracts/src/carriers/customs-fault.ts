import { countryName } from '../address/countries.ts'
import { currencies } from '../currencies.ts'
import type { Money } from '../money.ts'
import type { CarrierLimits } from './carrier-limits.ts'

/** Decimals that an amount has without zeros at its end: 1 for 5.100. */
function decimalsOf({ amountMinor, currency }: Money): number {
  let decimals = currencies.get(currency)?.digits ?? 0
  for (let rest = amountMinor; decimals > 0 && rest % 10 === 0; rest /= 10) decimals -= 1
  return decimals
}

/** Why a carrier cannot declare the value of the goods to the customs of a country. */
export function customsFault(
  country: string,
  value: Money,
  { carrier, customs }: CarrierLimits,
): string | undefined {
  if (!customs || customs.noneIn.includes(country)) return undefined
  const to = `declares to the customs of ${countryName(country)}`
  if (customs.currencies && !customs.currencies.includes(value.currency))
    return `must be a currency in which ${carrier} ${to}; found ${value.currency}`
  if (customs.maxDecimals === undefined || decimalsOf(value) <= customs.maxDecimals)
    return undefined
  return `must have amounts with at most ${customs.maxDecimals} decimals, which ${carrier} ${to}; found ${decimalsOf(value)} in ${value.currency}`
}
