import type { Address } from '../address/address.ts'
import { countryName, isCountry } from '../address/countries.ts'
import { countryRules } from '../address/country-rules.ts'
import { type CarrierAddress, carrierAddress, fits, streetLinesOf } from './carrier-address.ts'
import type { CarrierLimits } from './carrier-limits.ts'

export interface CarrierFault {
  /** `country`, `street` and so on; `weight` for the parcel itself. */
  readonly field: keyof Address | 'weight'
  readonly message: string
}

type Check = (to: CarrierAddress, limits: CarrierLimits) => CarrierFault | undefined

const tooLong = (
  field: keyof Address,
  text: string | undefined,
  { carrier }: CarrierLimits,
  length: number,
): CarrierFault | undefined =>
  fits(text, length)
    ? undefined
    : { field, message: `must have at most ${length} characters for ${carrier}` }

const missing = (
  field: 'postcode' | 'region',
  to: CarrierAddress,
  { carrier }: CarrierLimits,
): CarrierFault => {
  const what =
    field === 'region' && isCountry(to.country)
      ? `: the ${countryRules(to.country).regionType}`
      : ''
  return { field, message: `is required by ${carrier} in ${countryName(to.country)}${what}` }
}

function phoneFault({ phone, country }: CarrierAddress, limits: CarrierLimits) {
  if (!limits.phone) return undefined
  const { minDigits, maxDigits, optionalIn, exactIn = [] } = limits.phone
  if (phone === undefined && optionalIn.includes(country)) return undefined
  const exact = exactIn.find(({ countries }) => countries.includes(country))
  if (exact) {
    const { digits, callingCode } = exact
    const national = phone?.startsWith(callingCode) ? phone.slice(callingCode.length) : phone
    if (phone?.length === digits || national?.length === digits) return undefined
    const message = `must have ${digits} digits in ${countryName(country)} for ${limits.carrier}, which ${callingCode} may precede`
    return { field: 'phone', message } as const
  }
  if (phone && phone.length >= minDigits && phone.length <= maxDigits) return undefined
  const message = `must have ${minDigits} to ${maxDigits} digits for ${limits.carrier}`
  return { field: 'phone', message } as const
}

const checks: readonly Check[] = [
  ({ name }, limits) => tooLong('name', name, limits, limits.nameLength),
  ({ company }, limits) => tooLong('company', company, limits, limits.companyLength),
  ({ city }, limits) => tooLong('city', city, limits, limits.cityLength),
  ({ postcode }, limits) => tooLong('postcode', postcode, limits, limits.postcodeLength),
  (to, limits) =>
    to.postcode === undefined && limits.postcodeRequiredIn.includes(to.country)
      ? missing('postcode', to, limits)
      : undefined,
  (to, limits) =>
    to.region === undefined && limits.regionRequiredIn.includes(to.country)
      ? missing('region', to, limits)
      : undefined,
  phoneFault,
]

/** Why a carrier cannot take an address: each field with the limit. */
export function carrierFaults(address: Address, limits: CarrierLimits): CarrierFault[] {
  const { carrier, countries, streetLines, streetLength } = limits
  if (countries && !countries.includes(address.country))
    return [
      {
        field: 'country',
        message: `must be a country that ${carrier} delivers to: ${
          countries.length <= 20 ? countries.join(', ') : `not ${countryName(address.country)}`
        }`,
      },
    ]
  if (!streetLinesOf(address, limits)) {
    const message = `must fit into ${streetLines} lines of ${streetLength} characters for ${carrier}, split between words`
    return [{ field: 'street', message }]
  }
  const to = carrierAddress(address, limits)
  return checks.flatMap((check) => check(to, limits) ?? [])
}

/** Why a carrier cannot take a parcel of this weight. */
export function weightFault(
  weightGrams: number,
  { carrier, maxWeightGrams }: CarrierLimits,
): CarrierFault | undefined {
  if (maxWeightGrams === undefined || weightGrams <= maxWeightGrams) return undefined
  const [most, found] = [maxWeightGrams, weightGrams].map((grams) => `${grams / 1000} kg`)
  return { field: 'weight', message: `must be at most ${most} for ${carrier}; found ${found}` }
}
